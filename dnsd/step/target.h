/* SPDX-License-Identifier: Apache-2.0 */
/* What a geoip block has for a name that an alias leads to. */
#ifndef DNSD_STEP_TARGET_H
#define DNSD_STEP_TARGET_H

#include "image/find.h"
#include "image/rendering.h"
#include "query/query.h"

/**
 * The finished answer of a block's geoip targets for a name and the query's client; sets the
 * scope. NULL when the block has none for it.
 */
const struct rendering *target_for(struct query *q, const struct image_block *block,
                                   const struct find_name *asked);

#endif
