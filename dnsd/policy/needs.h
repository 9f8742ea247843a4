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

#include <stdbool.h>
#include <stdint.h>

/**
 * Add the findings; S1 when more windows open and end than can be judged.
 *
 * Returns false after that one: a look at every time to come would have no end.
 * Source: policy-language.md, "What check must find".
 */
bool needs_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs);

#endif
