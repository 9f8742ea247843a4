/* SPDX-License-Identifier: Apache-2.0 */
/* The tests that travel with a policy: whether its `expect` lines hold (finding X1). */
#ifndef DNSD_POLICY_EXPECT_H
#define DNSD_POLICY_EXPECT_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stddef.h>
#include <stdint.h>

/**
 * Judge every line, and add an X1 with the explanation for each that does not hold.
 *
 * time_s  for lines without `at`
 * Returns how many hold; a line whose address space could not be laid out (the error says why) does
 * not.
 */
size_t expect_check(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                    struct errs *errs);

#endif
