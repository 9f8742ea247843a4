/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client is given for a bound name: the one way from a policy's tables to a cluster. The
 * server answers by it, and explanations are told of it.
 */
#ifndef DNSD_STEP_DECIDE_H
#define DNSD_STEP_DECIDE_H

#include "base/addr.h"
#include "image/rulebook.h"
#include "image/states.h"
#include "step/choose.h"

#include <stdint.h>

/* What is asked. */
struct decide_case {
    const struct image *image;
    const struct image_policy *policy;
    const struct image_policy_binding *binding;
    const struct prefix *client;  /* who is judged; NULL = nothing is known */
    const struct prefix *network; /* whose hash counts: the client's, else the resolver's address */
    uint64_t now_s;
    struct policy_states states;
};

struct decided {
    const struct image_policy_table *table;       /* of the binding at that time */
    const struct image_policy_decision *decision; /* NULL = the image has none: nobody is given */
    struct choice choice;                         /* then CHOICE_SERVFAIL */
    uint32_t interval;                            /* which one of the policy's the time is in */
    uint32_t ttl_s; /* of the answer: until the next edge of a window at most */
    uint8_t scope_bits;
};

/** Decide. Source: policy-language.md, evaluation. */
void decide(const struct decide_case *ask, struct decided *out);

#endif
