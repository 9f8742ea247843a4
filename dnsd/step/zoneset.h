/* SPDX-License-Identifier: Apache-2.0 */
/* The zone for a name that an answer leads to: in its own set, else in another block's. */
#ifndef DNSD_STEP_ZONESET_H
#define DNSD_STEP_ZONESET_H

#include "image/find.h"
#include "query/query.h"

/**
 * Find the zone that answers for a name other than the question's.
 *
 * set    the zone set that the answer comes from: tried first
 * block  set to the block that the name belongs to; NULL = none, or none that may be shown
 * label  set as find_zone() does
 */
const struct image_zone *zoneset_find(struct query *q, uint32_t set, const struct find_name *name,
                                      const struct image_block **block, unsigned *label);

/** The referral at a zone cut: with the DS for who wants DNSSEC. Source: RFC 4035 §3.1.4.1. */
const struct rendering *zoneset_referral(const struct query *q, const struct segment_node *cut);

#endif
