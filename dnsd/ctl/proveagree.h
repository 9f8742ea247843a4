/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the compiled image answers clients as the naive evaluator does. */
#ifndef DNSD_CTL_PROVEAGREE_H
#define DNSD_CTL_PROVEAGREE_H

#include "ctl/prove.h"

#include <stddef.h>

struct proveagree {
    size_t mixed; /* networks of several decisions for the first name, that were asked for */
    struct prove_fault fault;
};

/**
 * Ask both for the first and the last address of every network, for the network around it, for its
 * first address inside a block that carries IPv4, and for nobody.
 *
 * Compared are the answer with all clusters up, the scope and the TTL; of networks with several
 * decisions also that nothing they can be given is against the law of one of their places.
 */
void proveagree_walk(const struct prove *prove, struct proveagree *out);

#endif
