/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be said of a policy without looking at places: findings R4, G4, U1, T1, F5, N1.
 */
#ifndef DNSD_POLICY_ADVICE_H
#define DNSD_POLICY_ADVICE_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/** Whether an `allow` line accepts a finding about a subject (a cluster, rule, route ..) now. */
bool advice_is_allowed(const struct policy *policy, const char *code, const char *subject,
                       int64_t now_s);

/** Whether a route, selector or list of last resorts names the cluster. */
bool advice_uses(const struct policy *policy, uint32_t cluster);

/**
 * Add the findings, after the address space was laid out once with this data. Source:
 * policy-language.md, "What check must find".
 */
void advice_give(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs);

#endif
