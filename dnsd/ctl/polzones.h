/* SPDX-License-Identifier: Apache-2.0 */
/* What `dnsctl policy check --conf` finds with the zones of a Corefile: F3, F4, F6, N2. */
#ifndef DNSD_CTL_POLZONES_H
#define DNSD_CTL_POLZONES_H

#include "base/errs.h"
#include "policy/policy.h"

#include <stdint.h>

/**
 * Judge a policy as if the Corefile's `residency` word named its file; faults of the Corefile and
 * of its zones are added as errors, its warnings are not: they are for `dnsctl check`.
 *
 * file  path of the policy, to find the word by
 */
void polzones_check(const char *conf, const char *file, const struct policy *policy, int64_t now_s,
                    struct errs *errs);

#endif
