/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Naive evaluation: the address space in places, found by stepping from address to address. At each
 * the databases are asked for their leaf, own networks are the list of those that hold it, and the
 * step goes to the nearest end of any of these. See policy/naive.h for why this exists beside
 * policy/atlas.h.
 */
#ifndef DNSD_POLICY_NAIVEMAP_H
#define DNSD_POLICY_NAIVEMAP_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/errs.h"
#include "conf/dict.h"
#include "policy/atlas.h"
#include "policy/naivewho.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instead of a place: these addresses are IPv4 inside IPv6. */
#define NAIVEMAP_BLOCK UINT32_MAX

/* It reaches to the address before the next one, the last to the family's end. */
struct naivemap_range {
    struct addr first;
    uint32_t place; /* or NAIVEMAP_BLOCK */
};

struct naivemap_family {
    struct naivemap_range *ranges; /* neighbours may be of one place: one for each step */
    size_t nranges;
    size_t room;
};

struct naivemap {
    const struct policy *policy;
    struct arena *arena;
    struct naivewho_place *places; /* distinct */
    size_t nplaces;
    size_t places_room;
    struct dict by_text; /* places by their text, to the index plus 1 */
    struct naivemap_family v4;
    struct naivemap_family v6;
};

/**
 * Walk both families at a time. False after an error: a database is corrupt.
 *
 * out  also after failure the caller frees it with naivemap_done()
 * Of subdivisions and ASes the places have those that the policy names, and no others.
 * Source: policy-language.md, evaluation items 1 and 2.
 */
bool naivemap_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                   struct naivemap *out, struct errs *errs);

/** Free it. */
void naivemap_done(struct naivemap *map);

/** The range that holds an address. */
size_t naivemap_find(const struct naivemap_family *family, const struct addr *addr);

/** Before, at (0) or after another address of its family. */
int naivemap_compare(const struct addr *a, const struct addr *b);

/** The last address of a network. */
struct addr naivemap_last(const struct prefix *prefix);

/** The address after one, all zeros after the last. */
struct addr naivemap_after(const struct addr *addr);

/** The last address of a range. */
struct addr naivemap_range_last(const struct naivemap_family *family, size_t range);

/** What two places have in common. Source: item 5. arena: where its list of networks lives. */
struct naivewho_place naivemap_common(const struct naivewho_place *a,
                                      const struct naivewho_place *b, struct arena *arena);

#endif
