/* SPDX-License-Identifier: Apache-2.0 */
/* A span of time to come in which an entry has no cluster that the law allows. Finding T1. */
#ifndef DNSD_POLICY_GAP_H
#define DNSD_POLICY_GAP_H

#include "base/errs.h"
#include "policy/policy.h"

#include <stdint.h>

struct gap {
    uint32_t route;
    uint32_t entry; /* whose people have nothing */
    int64_t from_s;
    int64_t until_s;     /* INT64_MAX = for ever */
    const char *witness; /* who that is */
};

/**
 * Warn of it, at the window that leaves the gap: it ends as the gap begins, or begins as it ends.
 *
 * The gap is an L2 as well, which makes it an error: no image may hold a time without an answer.
 */
void gap_tell(const struct policy *policy, const struct gap *gap, int64_t now_s, struct errs *errs);

#endif
