/* SPDX-License-Identifier: Apache-2.0 */
/* The law part of a policy: which clusters a place may be given at all. */
#ifndef DNSD_POLICY_LAW_H
#define DNSD_POLICY_LAW_H

#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stdint.h>

/* What a policy is asked about: a bound name at a time. */
struct law_case {
    const struct policy *policy;
    uint32_t name;              /* policy.names */
    int64_t time_s;             /* seconds since 1970 UTC */
    const uint64_t *satisfying; /* by rule: law_satisfying(), if it is known; may be NULL */
};

/** All clusters of a policy, as a mask. */
uint64_t law_everyone(const struct policy *policy);

/** Whether a window is open at a time. */
bool law_is_open(const struct policy_window *window, int64_t time_s);

/**
 * The clusters that satisfy one rule, whoever asks: where they stand, and every jurisdiction that
 * can compel one of their operators. What is not known excludes.
 */
uint64_t law_satisfying(const struct policy *policy, const struct policy_rule *rule);

/**
 * Whether a rule applies to a place: its window is open, it covers the name, and its `who` matches
 * with yes or, under `unknown: protected`, maybe.
 */
bool law_applies(const struct law_case *ask, const struct policy_rule *rule,
                 const struct spot *spot);

/** The next moment after a time when a window of the policy opens or ends; INT64_MAX = never. */
int64_t law_next_edge(const struct policy *policy, int64_t time_s);

/** How many such moments come after a time; at most + 1 when there are more than that. */
size_t law_count_edges(const struct policy *policy, int64_t time_s, size_t most);

/** The clusters that every applying rule allows. Source: policy-language.md, evaluation item 4. */
uint64_t law_eligible(const struct law_case *ask, const struct spot *spot);

#endif
