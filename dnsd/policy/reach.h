/* SPDX-License-Identifier: Apache-2.0 */
/* The clusters that a name speaks of, before the law: in its route and as last resorts. */
#ifndef DNSD_POLICY_REACH_H
#define DNSD_POLICY_REACH_H

#include "policy/policy.h"

#include <stdint.h>

/** The mask of them; a selector (same-country, any-eligible) speaks of all. */
uint64_t reach_of_name(const struct policy *policy, const struct policy_name *name);

#endif
