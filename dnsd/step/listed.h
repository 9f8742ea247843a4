/* SPDX-License-Identifier: Apache-2.0 */
/* What the tables of `hosts` have for a name that an answer leads to. */
#ifndef DNSD_STEP_LISTED_H
#define DNSD_STEP_LISTED_H

#include "image/find.h"
#include "query/query.h"

/** Whether a name is at or below one of a list of names (SECTION_NAME). */
bool listed_below(const struct query *q, const uint8_t *name, struct range_ref above);

/** The node of a name in the table of a block's `hosts`; NULL = the block has it in none. */
const struct segment_node *listed_find(const struct query *q, const struct image_block *block,
                                       const struct find_name *name);

#endif
