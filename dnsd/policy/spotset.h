/* SPDX-License-Identifier: Apache-2.0 */
/* Distinct places by number, in the order they were met. */
#ifndef DNSD_POLICY_SPOTSET_H
#define DNSD_POLICY_SPOTSET_H

#include "base/arena.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start it as {.arena = ...}: everything lives there, but the networks of spots are the caller's.
 */
struct spotset {
    struct arena *arena;
    struct spot *spots;
    size_t count;
    size_t room;
    uint32_t *slots; /* number + 1 */
    size_t nslots;   /* a power of two, or 0 */
};

/** The number of a spot, which is new when it is the count before. */
uint32_t spotset_add(struct spotset *set, const struct spot *spot);

#endif
