/* SPDX-License-Identifier: Apache-2.0 */
/* The health states that are tried: which of the clusters that are looked at are down. */
#ifndef DNSD_CTL_PROVESTATES_H
#define DNSD_CTL_PROVESTATES_H

#include "base/arena.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROVESTATES_ALL_MAX = 12,  /* up to so many checked clusters all states are tried */
    PROVESTATES_SEEDED = 1000, /* beyond, so many by chance */
};

struct provestates {
    const uint64_t *down; /* masks of clusters, each once, fewest first: 0 = all are up */
    size_t count;
    size_t nchecked; /* clusters with a health check */
    bool all;
};

/**
 * List them: all of up to PROVESTATES_ALL_MAX checked clusters; of more none, each one, each pair,
 * all, and PROVESTATES_SEEDED that a fixed seed gives.
 *
 * Owns: the list lives in the arena.
 */
void provestates_list(const struct policy *policy, struct arena *arena, struct provestates *out);

#endif
