/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proof of the law over the checked places: findings L1 to L4, each with a place that shows it.
 *
 * For every name, now and at every later edge of a window. Health does not matter.
 */
#ifndef DNSD_POLICY_LINT_H
#define DNSD_POLICY_LINT_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdint.h>

/**
 * Add the findings. Those of several places, names and times are one: it names the first, and how
 * many more.
 *
 * Source: policy-language.md, "What check must find".
 */
void lint_law(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
              struct errs *errs);

#endif
