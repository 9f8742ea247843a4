/* SPDX-License-Identifier: Apache-2.0 */
/* What a place can be given for a name, and in which order: law and taste put together. */
#ifndef DNSD_POLICY_DECISION_H
#define DNSD_POLICY_DECISION_H

#include "base/arena.h"
#include "policy/law.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Clusters for a part of the people, in the order they are tried. */
struct decision_part {
    uint32_t share;        /* hundredths of a percent of the client networks; 0 = all the rest */
    const uint64_t *tiers; /* masks, none empty; of one tier any cluster by weight */
    size_t ntiers;
};

struct decision_last {
    enum last_kind kind;
    uint32_t cluster; /* of LAST_CLUSTER */
};

/*
 * Equal decisions give equal answers in every health state: numbers of entries and names of rules
 * are no part of it. `refused`: the law leaves no cluster at all.
 */
struct decision {
    bool refused;
    const struct decision_part *parts;
    size_t nparts;
    const struct decision_last *lasts;
    size_t nlasts;
};

/**
 * Decide for a place whose law leaves `eligible`.
 *
 * spot  decides the taste: the place itself, or what a mixed network's places have in common
 * Owns: everything in out lives in the arena.
 * Source: policy-language.md, evaluation item 5.
 */
void decision_make(const struct law_case *ask, const struct spot *spot, uint64_t eligible,
                   struct arena *arena, struct decision *out);

/** Copy a decision with all its lists. Owns: they live in the arena. */
void decision_copy(const struct decision *from, struct arena *arena, struct decision *out);

/** Whether two decisions are the same. */
bool decision_equal(const struct decision *a, const struct decision *b);

/** A hash that is the same for equal decisions. */
uint64_t decision_hash(const struct decision *decision);

/** The clusters that are some name's last resort: selectors never pick them. */
uint64_t decision_last_resorts(const struct policy *policy);

/** Every cluster that some health state can give: all tiers and last resorts, as a mask. */
uint64_t decision_reach(const struct decision *decision);

#endif
