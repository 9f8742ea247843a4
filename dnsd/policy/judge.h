/* SPDX-License-Identifier: Apache-2.0 */
/* The decision for a client network, from the atlas: clear, or mixed of several places. */
#ifndef DNSD_POLICY_JUDGE_H
#define DNSD_POLICY_JUDGE_H

#include "base/addr.h"
#include "policy/atlas.h"
#include "policy/decision.h"
#include "policy/law.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct judgement {
    bool clear;            /* all its places have the same decision */
    const uint32_t *spots; /* its places, each once, by first address: indexes into the atlas */
    size_t nspots;
    struct spot spot;  /* the place, or what all of them have in common */
    uint64_t eligible; /* by the law of all of them */
    struct decision decision;
};

/**
 * Judge a client network as a query with it would be.
 *
 * client  a network inside ::ffff:0:0/96, 64:ff9b::/96 or 2002::/16 is the IPv4 one inside it
 * Owns: what out points to lives in the arena.
 * Source: policy-language.md, evaluation items 1, 2, 4 and 5.
 */
void judge_network(const struct law_case *ask, const struct atlas *atlas,
                   const struct prefix *client, struct arena *arena, struct judgement *out);

#endif
