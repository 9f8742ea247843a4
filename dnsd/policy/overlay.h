/* SPDX-License-Identifier: Apache-2.0 */
/* Networks that may lie in one another, laid flat: which of them each address is in. */
#ifndef DNSD_POLICY_OVERLAY_H
#define DNSD_POLICY_OVERLAY_H

#include "base/addr.h"
#include "image/map_build.h"

#include <stddef.h>
#include <stdint.h>

/* A network with the number that it gives to the addresses it alone holds. */
struct overlay_net {
    struct prefix prefix;
    uint32_t index; /* the caller's number of it */
};

/*
 * The value of the addresses whose innermost network is `index`, inside a network with the value
 * `outer` (0 = inside none). Called once for each network, outer ones first.
 */
typedef uint32_t (*overlay_value)(uint32_t index, uint32_t outer, void *arg);

/**
 * Lay networks flat over one family.
 *
 * nets  any order; no prefix twice. Those of the other family are left out
 * out   empty before; the whole family after: value 0 where there is no network
 */
void overlay_flatten(const struct overlay_net *nets, size_t count, enum family family,
                     overlay_value value, void *arg, struct map_ranges *out);

#endif
