/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the compiled networks are the whole address space, each once, and each one decision. */
#ifndef DNSD_CTL_PROVESPACE_H
#define DNSD_CTL_PROVESPACE_H

#include "ctl/prove.h"

#include <stddef.h>

/* Of one family; IPv6 without the blocks that are answered through IPv4. */
struct provespace_family {
    size_t networks; /* as the databases and the policy's own networks cut it */
    size_t merged;   /* of one answer for every name */
};

struct provespace {
    struct provespace_family v4;
    struct provespace_family v6;
    struct prove_fault space; /* addresses are missing, or are there twice */
    struct prove_fault scope; /* scopes overlap, or cover several decisions */
};

/** Walk the compiled maps from scope to scope, and the naive map beside them. */
void provespace_walk(const struct prove *prove, struct provespace *out);

#endif
