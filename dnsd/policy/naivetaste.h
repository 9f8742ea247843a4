/* SPDX-License-Identifier: Apache-2.0 */
/* Naive evaluation: decisions. See policy/naive.h for why this exists beside policy/decision.h. */
#ifndef DNSD_POLICY_NAIVETASTE_H
#define DNSD_POLICY_NAIVETASTE_H

#include "base/arena.h"
#include "policy/naivewho.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct naivetaste_part {
    uint32_t share;  /* hundredths of a percent; 0 = all */
    uint64_t *tiers; /* masks of clusters, none empty */
    size_t ntiers;
};

/* What a place can be given, and in which order. Lives in the arena it was made in. */
struct naivetaste {
    bool refused; /* the law leaves no cluster: nothing below matters */
    struct naivetaste_part *parts;
    size_t nparts;
    struct policy_last *lasts; /* kind and cluster alone matter */
    size_t nlasts;
};

/** Decide for a place by its eligible clusters. Source: policy-language.md, item 5. */
struct naivetaste naivetaste_decide(const struct policy *policy, uint32_t name, int64_t time_s,
                                    const struct naivewho_place *place, uint64_t eligible,
                                    struct arena *arena);

/** Whether two decisions are one. */
bool naivetaste_same(const struct naivetaste *a, const struct naivetaste *b);

/** Every cluster that it names: in a tier or as a last resort. */
uint64_t naivetaste_reach(const struct naivetaste *taste);

/** Whether clients of one place may get different answers: a share, a tier of several. */
bool naivetaste_spreads(const struct naivetaste *taste);

#endif
