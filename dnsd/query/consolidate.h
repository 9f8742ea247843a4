/* SPDX-License-Identifier: Apache-2.0 */
/* Errors that are counted for a while and then told in one line. */
#ifndef DNSD_QUERY_CONSOLIDATE_H
#define DNSD_QUERY_CONSOLIDATE_H

#include "base/bytes.h"
#include "image/errorrule.h"
#include "query/query.h"

#include <stdbool.h>

/** "[ERROR] " and the like: how a line of this level begins. */
const char *consolidate_level(uint32_t level);

/**
 * Count an error by the first rule of a block that its text matches.
 *
 * level  set to the level of the line to write when the result is false and a rule took it
 *
 * Returns true when the error has only been counted; false when it is to be told now: no rule
 * takes it, or it is the first of a period that shows it.
 */
bool consolidate_take(struct query *q, struct range_ref rules, struct bytes text, uint32_t *level);

/**
 * Write a line for each rule whose period is over (all of them: `end`), and count anew.
 *
 * For the worker to call once a second, and before it takes another image. q->image is still the
 * one that was counted for.
 */
void consolidate_flush(struct query *q, bool end);

#endif
