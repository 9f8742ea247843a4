/* SPDX-License-Identifier: Apache-2.0 */
/* The words that explain an answer, held against the naive evaluator. */
#ifndef DNSD_TESTS_PROPERTY_REASONED_H
#define DNSD_TESTS_PROPERTY_REASONED_H

#include "policy/naive.h"
#include "trial.h"

#include <stdbool.h>

/**
 * Explain what was asked: the clusters that are told as eligible are those that the naive evaluator
 * leaves, and each part of the decision is told by the route entry it comes from.
 *
 * Nothing to do when the image has no words. Returns false after trial_refute().
 */
bool reasoned_check(struct trial *trial, const struct made *made, const struct made_query *query,
                    const struct naive_answer *naive);

#endif
