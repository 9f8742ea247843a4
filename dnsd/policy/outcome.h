/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision comes to in a state of health: every answer that some client may get. */
#ifndef DNSD_POLICY_OUTCOME_H
#define DNSD_POLICY_OUTCOME_H

#include "policy/decision.h"

#include <stdbool.h>
#include <stdint.h>

/* The state of all clusters, one bit each. */
struct outcome_state {
    uint64_t up;      /* healthy, or without probe */
    uint64_t drained; /* only if nothing else */
    uint64_t off;     /* never */
};

struct outcome {
    uint64_t clusters; /* any of these, by weight and client network */
    bool servfail;
    bool refused;
    bool nodata;
};

/** The state that a policy starts in, with the clusters of `down` unhealthy. */
struct outcome_state outcome_start(const struct policy *policy, uint64_t down);

/** What the decision comes to. Source: policy-language.md, evaluation item 6. */
struct outcome outcome_of(const struct decision *decision, const struct outcome_state *state);

#endif
