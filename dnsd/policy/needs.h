/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy must have to mean anything for everybody: an entry for whoever is left, and data
 * for each word about people. Findings R2 and G3, errors that need no look at places.
 */
#ifndef DNSD_POLICY_NEEDS_H
#define DNSD_POLICY_NEEDS_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

/** Add the findings. Source: policy-language.md, "What check must find". */
void needs_check(const struct policy *policy, const struct atlas_data *data, struct errs *errs);

#endif
