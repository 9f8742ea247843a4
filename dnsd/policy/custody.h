/* SPDX-License-Identifier: Apache-2.0 */
/* Who sees the questions: our own name servers, held against the law for clusters. Finding F6. */
#ifndef DNSD_POLICY_CUSTODY_H
#define DNSD_POLICY_CUSTODY_H

#include "base/errs.h"
#include "policy/policy.h"

#include <stdint.h>

/**
 * Warn of name servers that stand, or are controlled from, where a rule that is not over excludes
 * it.
 *
 * `only` and `never` of rules name clusters, and say nothing of name servers.
 */
void custody_check(const struct policy *policy, int64_t now_s, struct errs *errs);

#endif
