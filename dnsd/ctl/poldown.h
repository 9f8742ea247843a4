/* SPDX-License-Identifier: Apache-2.0 */
/* `--down a,b`: clusters that a verb takes for unhealthy. */
#ifndef DNSD_CTL_POLDOWN_H
#define DNSD_CTL_POLDOWN_H

#include "ctl/polverb.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Read all options --down of a command line as a mask of the policy's clusters; 0 without any.
 *
 * Says on standard error which word is no cluster, and returns false.
 */
bool poldown_read(const struct polverb *verb, const struct policy *policy, uint64_t *out);

#endif
