/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof of a finished map: its scopes tile the address space, and each holds one decision.
 *
 * It walks from scope to scope through the server's own look-up, side by side with the places that
 * the decisions were made for, so it trusts neither the making of the map nor its reading.
 */
#ifndef DNSD_POLICY_TILING_H
#define DNSD_POLICY_TILING_H

#include "base/addr.h"
#include "image/build.h"
#include "policy/atlas.h"

#include <stdbool.h>
#include <stdint.h>

/* What a map should say. */
struct tiling {
    struct build *build;
    uint32_t map; /* SECTION_MAP */
    const struct atlas *atlas;
    const uint32_t *decisions; /* by spot of the atlas */
    uint32_t base;             /* the map's values are base + decision */
};

/**
 * Prove that scopes neither overlap nor leave a gap, that all addresses of one have the decision
 * of their places, and that both its ends are found with the same scope and decision.
 *
 * where  set to the network at which that does not hold
 * Source: RFC 7871 §7.2.1; policy-language.md, evaluation item 9.
 */
bool tiling_holds(const struct tiling *tiling, struct prefix *where);

#endif
