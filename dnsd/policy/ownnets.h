/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The own networks of a policy laid flat: the set of those that hold each address.
 *
 * Up to OWNNETS_TOLD networks each set is told apart. Of more, sets are alike when the lists that
 * their networks stand in are the same: nothing that a policy can say tells their people apart,
 * and 100,000 networks of one group are two kinds of place, not 100,000. Networks that stand in
 * `who` of a route's entry itself are always told apart: finding R1 is about each of them.
 */
#ifndef DNSD_POLICY_OWNNETS_H
#define DNSD_POLICY_OWNNETS_H

#include "base/arena.h"
#include "image/map_build.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OWNNETS_TOLD = 1000 };

/* A set: the networks around one, and it. */
struct ownnets_set {
    uint32_t outer;       /* set number; 0 = none */
    uint32_t net;         /* policy.prefixes */
    uint32_t alike;       /* the first set that is alike: itself, or an earlier one */
    const uint32_t *nets; /* of the whole set, ascending */
    size_t nnets;
};

struct ownnets {
    const struct policy *policy;
    struct arena *arena;
    struct ownnets_set *sets; /* set n is sets[n - 1]; 0 is the empty one */
    size_t nsets;
    size_t room;
    struct map_ranges v4; /* values: set numbers */
    struct map_ranges v6;
};

/** Lay them flat. Owns: sets live in the arena; ownnets_done() frees the ranges. */
void ownnets_make(const struct policy *policy, struct arena *arena, struct ownnets *out);

/** Free the ranges. */
void ownnets_done(struct ownnets *own);

/**
 * The networks of a set that are at most `bits` long: those that hold all of a network of that
 * length, if the set is that of its first address. Returns a set number.
 */
uint32_t ownnets_around(const struct ownnets *own, uint32_t set, unsigned bits);

/** The set of the networks that hold all of a network; inside no block that carries IPv4. */
uint32_t ownnets_of(const struct ownnets *own, const struct prefix *network);

#endif
