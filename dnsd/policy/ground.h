/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the databases of a policy say of every address, whatever the policy's networks: laid out
 * once, it serves all times. Packed: a real database has a million ranges.
 */
#ifndef DNSD_POLICY_GROUND_H
#define DNSD_POLICY_GROUND_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/errs.h"
#include "geo/database.h"
#include "image/map_build.h"
#include "policy/named.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ground_range4 {
    uint32_t start;
    uint32_t value;
};

struct ground_range6 {
    uint64_t high;
    uint32_t low; /* 0 = 0, else lows[low - 1]: few ranges start inside a /64 */
    uint32_t value;
};

struct ground {
    struct named named; /* what places were told apart by */
    struct arena *arena;
    struct ground_range4 *v4; /* malloc */
    struct ground_range6 *v6;
    uint64_t *lows;
    size_t nv4;
    size_t nv6;
    const struct spot *spots; /* by value; without networks */
    size_t nspots;
};

/** Lay the databases out. asn, anonymous: NULL = none. False, with nothing to free, after errors.
 */
bool ground_make(struct database *country, struct database *asn, struct database *anonymous,
                 const struct policy *policy, struct ground *out, struct errs *errs);

/** Free it and make it empty. */
void ground_done(struct ground *ground);

/** How many ranges a family has. */
static inline size_t ground_count(const struct ground *ground, enum family family)
{
    return family == FAMILY_IPV4 ? ground->nv4 : ground->nv6;
}

/** Range `i` of a family. */
static inline struct map_start ground_at(const struct ground *ground, enum family family, size_t i)
{
    if (family == FAMILY_IPV4) {
        return (struct map_start){{0, ground->v4[i].start}, ground->v4[i].value};
    }
    const struct ground_range6 *range = &ground->v6[i];
    uint64_t low = range->low == 0 ? 0 : ground->lows[range->low - 1];
    return (struct map_start){{range->high, low}, range->value};
}

#endif
