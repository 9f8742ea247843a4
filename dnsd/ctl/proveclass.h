/* SPDX-License-Identifier: Apache-2.0 */
/* Safety and liveness: every kind of place, in every health state, for every name. */
#ifndef DNSD_CTL_PROVECLASS_H
#define DNSD_CTL_PROVECLASS_H

#include "ctl/prove.h"
#include "ctl/provestates.h"

#include <stddef.h>

struct proveclass {
    size_t places;                /* kinds of place in the data */
    size_t cases;                 /* places x states x names */
    bool last_resorts;            /* some name has a cluster among its last resorts */
    struct prove_fault safety;    /* somebody may be given what the law excludes */
    struct prove_fault liveness;  /* somebody is left without a cluster */
    struct prove_fault agreement; /* the image decides otherwise than the naive evaluator */
};

/**
 * Compare, for each kind of place, the image's decision at its first address with the naive one,
 * and what both give there in each state.
 */
void proveclass_walk(const struct prove *prove, const struct provestates *states,
                     struct proveclass *out);

#endif
