/* SPDX-License-Identifier: Apache-2.0 */
/* What a client is told that is given nothing: the rules that stand in its way. */
#ifndef DNSD_POLICY_REFUSAL_H
#define DNSD_POLICY_REFUSAL_H

#include "base/arena.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of a text at most; names beyond are counted. It travels in every refusal. */
enum { REFUSAL_TEXT_MAX = 200 };

/* Sets of rules: rule i is bit i % 64 of word i / 64. */
struct refusal_rules {
    uint64_t *always;    /* they apply to everybody who gets the decision */
    uint64_t *sometimes; /* they apply to some of them */
};

/** Words of a set of a policy's rules. */
static inline size_t refusal_words(const struct policy *policy)
{
    return (policy->nrules + 63) / 64;
}

/** The rules that exclude some cluster: the others stand in nobody's way. */
uint64_t *refusal_excluding(const struct policy *policy, struct arena *arena);

/**
 * "residency RULE, RULE (in part also RULE): no healthy cluster".
 *
 * excluding  refusal_excluding(): other rules are not named
 * refused    the law leaves no cluster, whatever their health
 * rules_len  set to the octets behind "residency " that name rules; may be NULL
 * Source: policy-language.md, "Answer kinds and ways to say no".
 */
const char *refusal_text(const struct policy *policy, const struct refusal_rules *rules,
                         const uint64_t *excluding, bool refused, uint32_t *rules_len,
                         struct arena *arena);

#endif
