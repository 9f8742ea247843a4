/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a policy's clusters at one moment, as masks: bit n is the policy's cluster n.
 *
 * They only remove clusters from a decision or move them to its end; the law is in the decision.
 */
#ifndef DNSD_IMAGE_STATES_H
#define DNSD_IMAGE_STATES_H

#include "image/rulebook.h"

#include <stdint.h>

struct policy_states {
    uint64_t up;      /* healthy, or nothing looks at them */
    uint64_t drained; /* only if nothing else */
    uint64_t off;     /* never, not as a last resort either */
};

/** As the policy says, and all up: before anything was heard of its clusters. */
static inline struct policy_states states_initial(const struct image_policy *policy)
{
    return (struct policy_states){.up = UINT64_MAX, .drained = policy->drained, .off = policy->off};
}

#endif
