/* SPDX-License-Identifier: Apache-2.0 */
/* Where the policy's facts differ from what the databases say: findings F1, F2, G1. */
#ifndef DNSD_POLICY_REALITY_H
#define DNSD_POLICY_REALITY_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdint.h>

/** Add the findings. Source: policy-language.md, "What check must find". */
void reality_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                   struct errs *errs);

#endif
