/* SPDX-License-Identifier: Apache-2.0 */
/* What sets of places come to as a whole: what they have in common, and the law of all of them. */
#ifndef DNSD_POLICY_SUMMARY_H
#define DNSD_POLICY_SUMMARY_H

#include "base/arena.h"
#include "policy/spot.h"

#include <stddef.h>
#include <stdint.h>

/* Joining is commutative and associative: a network and the places in it have one summary. */
struct summary {
    struct spot spot;         /* what they have in common */
    const uint64_t *eligible; /* by kind of name: the clusters that the law of all of them leaves */
    const uint64_t *applied;  /* by kind, then word: the rules that apply to some */
};

/* Distinct summaries by number. Lives in its arena; {.arena, .nkinds, .nwords} is an
 * empty one. */
struct summaries {
    struct arena *arena;
    size_t nkinds;
    size_t nwords; /* of a set of rules: policy/refusal.h */
    struct summary *list;
    size_t count;
    size_t room;
    uint32_t *slots; /* number + 1 */
    size_t nslots;   /* a power of two */
    struct summary_join *joins;
};

/** The number of a summary; its arrays must live as long as the summaries. */
uint32_t summary_add(struct summaries *all, const struct summary *summary);

/* The own networks that hold all of a network; `set` tells different ones apart. */
struct summary_nets {
    const uint32_t *list;
    size_t count;
    uint32_t set;
};

/** The number of the summary of two sets together, which are a network in these own networks. */
uint32_t summary_join(struct summaries *all, uint32_t a, uint32_t b,
                      const struct summary_nets *nets);

#endif
