/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy comes to over all checked places: rules, entries and clusters that never matter,
 * and places that hang on one cluster. Findings L5, L6, R1, R3, U2.
 */
#ifndef DNSD_POLICY_USAGE_H
#define DNSD_POLICY_USAGE_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdint.h>

/**
 * Add the findings, for every name, now and at every later edge of a window.
 *
 * Source: policy-language.md, "What check must find".
 */
void usage_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs);

#endif
