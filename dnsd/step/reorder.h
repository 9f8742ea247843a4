/* SPDX-License-Identifier: Apache-2.0 */
/* A finished reply written anew with some of its records in another order. */
#ifndef DNSD_STEP_REORDER_H
#define DNSD_STEP_REORDER_H

#include "query/query.h"

#include <stdint.h>

/**
 * Put `count` records that stand together into the order of their offsets in `at`.
 *
 * at     offsets in the reply, each of one of the records
 * first  how many records stand before them; they lie in one section
 * end    offset behind the last of them
 * Names that pointed into a record that moved are compressed anew. Should the reply not fit so (it
 * was compressed better before), it stays as it was.
 */
void reorder_records(struct query *q, const uint16_t *at, unsigned count, unsigned first,
                     size_t end);

#endif
