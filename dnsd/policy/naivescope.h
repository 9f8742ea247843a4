/* SPDX-License-Identifier: Apache-2.0 */
/* Naive evaluation: how far an answer holds. See policy/naive.h. */
#ifndef DNSD_POLICY_NAIVESCOPE_H
#define DNSD_POLICY_NAIVESCOPE_H

#include "base/addr.h"
#include "policy/naivemap.h"

#include <stddef.h>
#include <stdint.h>

/* Addresses of one decision; it reaches to the next one, the last to the family's end. */
struct naivescope_run {
    struct addr first;
    uint32_t decision; /* or NAIVEMAP_BLOCK: a block that holds IPv4 addresses of several */
};

/* Both families in runs of one decision, for one name. {0} is empty. */
struct naivescope {
    struct naivescope_run *v4;
    size_t nv4;
    struct naivescope_run *v6;
    size_t nv6;
};

/** Join neighbours. decisions: of each place of the map. The caller frees it. */
void naivescope_make(const struct naivemap *map, const uint32_t *decisions, struct naivescope *out);

/** Free it and make it empty. */
void naivescope_done(struct naivescope *scope);

/**
 * The length of the shortest prefix, in the family that was sent, that holds the client's first
 * address and only places of one decision. Source: policy-language.md, evaluation item 9.
 */
unsigned naivescope_leaf(const struct naivescope *scope, const struct prefix *client);

/**
 * The least scope of an answer that goes by client network: 24, 48, or 24 inside a block. A /48
 * that holds a block is halved until it does not: no two scopes overlap.
 */
unsigned naivescope_least(const struct prefix *client);

#endif
