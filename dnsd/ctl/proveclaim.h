/* SPDX-License-Identifier: Apache-2.0 */
/* Claims: what compliance says of a policy, judged in every health state. */
#ifndef DNSD_CTL_PROVECLAIM_H
#define DNSD_CTL_PROVECLAIM_H

#include "ctl/prove.h"
#include "ctl/provestates.h"

#include <stdbool.h>
#include <stddef.h>

/* A claim with what goes against it, at the first time at which something does. */
struct proveclaim {
    const struct policy_expect *claim;
    bool refuted;
    struct prove_fault fault;
    int64_t time_s;     /* when */
    const char *places; /* "NL BE": of the data, that are against it */
    size_t nplaces;
    const char *elsewhere; /* the same of places that the data does not have */
    size_t nelsewhere;
    size_t v4_networks;
    size_t v6_networks;
    size_t nstates;    /* health states in which it happens, of all that are tried */
    bool on_good_days; /* it happens with all clusters up */
};

/**
 * Judge a claim at the time of prove; nothing when it was refuted at an earlier one.
 *
 * `never` asks what can be given in any state, `lands-on` what is given with the claim's clusters
 * down and all others up. A place is meant when `from` matches it with a plain yes.
 *
 * later  a time after the claim's own: only `never` still counts
 */
void proveclaim_judge(const struct prove *prove, const struct provestates *states, bool later,
                      struct proveclaim *out);

#endif
