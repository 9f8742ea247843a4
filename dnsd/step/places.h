/* SPDX-License-Identifier: Apache-2.0 */
/* The places that a client network holds, by a policy's account, and how rules match them. */
#ifndef DNSD_STEP_PLACES_H
#define DNSD_STEP_PLACES_H

#include "base/addr.h"
#include "image/account.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLACES_LISTED = 64 };

/* Places are numbers of spots in their interval. */
struct places {
    const struct image_account_spot *spots; /* of the interval, or the one of no network */
    size_t count;                           /* distinct places */
    size_t nlisted;
    uint32_t listed[PLACES_LISTED]; /* the first of them by address, the unknown ones at the end */
    uint64_t others[ACCOUNT_SPOTS_MAX / 64]; /* bits: those that are not listed */
    uint32_t end;                            /* bits that are in use, in whole words */
    uint32_t nranges;
    uint32_t ranges_max; /* 0 = any number */
};

/* How far a walk over the places is; {0} = at their beginning. */
struct places_cursor {
    size_t listed;
    uint32_t bit;
};

/**
 * Collect the places of a client.
 *
 * client      NULL = nothing is known: one place
 * ranges_max  of the map that may be looked at; 0 = any number
 * Returns false when there are more.
 */
bool places_find(const struct image *image, const struct image_account_interval *interval,
                 const struct prefix *client, uint32_t ranges_max, struct places *out);

/** The next place: the listed ones, then the others by number; NULL past the last. */
const struct image_account_spot *places_next(const struct places *places,
                                             struct places_cursor *cursor);

#endif
