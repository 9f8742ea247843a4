/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many people are at each place: networks and addresses, counted over one atlas, or over two
 * side by side.
 *
 * Two atlases of one policy (databases of two days) or of two policies part the address space into
 * cells: all addresses that are at one place of the first and at one of the second.
 */
#ifndef DNSD_POLICY_CENSUS_H
#define DNSD_POLICY_CENSUS_H

#include "base/addr.h"
#include "base/arena.h"
#include "image/map_build.h"
#include "policy/atlas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Networks are counted as the fewest prefixes that make up the ranges of a cell. IPv6 is without
 * the blocks that carry IPv4: such an address is its IPv4 address and is counted there.
 */
struct census_count {
    uint64_t nets4;
    uint64_t addresses4;
    uint64_t nets6;
    struct map_address addresses6; /* a number of 128 bits */
};

struct census_cell {
    uint32_t before; /* spot of the first atlas */
    uint32_t after;  /* spot of the second */
    struct census_count count;
    struct prefix example; /* its first network, IPv4 before IPv6 */
};

/* Every address belongs to exactly one of the cells; none is empty. */
struct census {
    struct census_cell *cells; /* by first address; in the arena */
    size_t ncells;
};

/**
 * Count, in one walk over both atlases.
 *
 * after  may be `before` itself: then there is a cell for each spot that has addresses
 */
void census_take(const struct atlas *before, const struct atlas *after, struct arena *arena,
                 struct census *out);

/** Add one count to another. */
void census_add(struct census_count *sum, const struct census_count *count);

/** Whole /48s that the IPv6 addresses come to; parts of one are dropped. */
uint64_t census_sites(const struct census_count *count);

#endif
