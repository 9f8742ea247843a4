/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is easily forgotten: the parts of a country that its code does not mean, where that makes a
 * hole in the law (finding G2), and caches that outlive the detection of a failure (T2).
 */
#ifndef DNSD_POLICY_CAUTION_H
#define DNSD_POLICY_CAUTION_H

#include "base/errs.h"
#include "policy/policy.h"

#include <stdint.h>

/**
 * Add the findings.
 *
 * G2 looks where leaving the parts out lets something through: at the people of a rule, and at what
 * its not-located-in and not-controlled-from exclude; not at countries below none-of, nor at
 * members of built-in groups, which are whole as they are. T2 leaves lifetimes of up to a minute
 * alone.
 */
void caution_give(const struct policy *policy, int64_t now_s, struct errs *errs);

#endif
