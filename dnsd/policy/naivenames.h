/* SPDX-License-Identifier: Apache-2.0 */
/* Naive evaluation: which ASes and subdivisions a policy asks for at all. */
#ifndef DNSD_POLICY_NAIVENAMES_H
#define DNSD_POLICY_NAIVENAMES_H

#include "base/arena.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The terms that stand anywhere where people are meant. */
struct naivenames {
    struct arena *arena;
    const struct policy_term **terms; /* ASes and subdivisions, in no order */
    size_t count;
    size_t room;
};

/** Collect them. Owns: the list lives in the arena. */
void naivenames_collect(const struct policy *policy, struct arena *arena, struct naivenames *out);

/** Whether some term is this AS. */
bool naivenames_asn(const struct naivenames *names, uint32_t asn);

/** Whether some term is a part of this country. */
bool naivenames_parts(const struct naivenames *names, const char *country);

#endif
