/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the compiled image answers clients as the naive evaluator does. */
#ifndef DNSD_CTL_PROVEAGREE_H
#define DNSD_CTL_PROVEAGREE_H

#include "ctl/prove.h"

#include <stddef.h>

struct proveagree {
    size_t mixed; /* networks of several decisions that the first name has */
    struct prove_fault fault;
};

/**
 * Ask both for the first and the last address of every network, for all networks around them, for
 * IPv4 addresses inside the blocks that carry them, for the networks of expectations and claims,
 * and for nobody.
 *
 * Compared are the answer with all clusters up, the scope and the TTL; of networks with several
 * decisions also that nothing they can be given is against the law of one of their places.
 */
void proveagree_walk(const struct prove *prove, struct proveagree *out);

#endif
