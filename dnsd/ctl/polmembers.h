/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of people by their members, in few words even if there are ten thousands of them. */
#ifndef DNSD_CTL_POLMEMBERS_H
#define DNSD_CTL_POLMEMBERS_H

#include "base/arena.h"
#include "policy/policy.h"

/** "NL, BE", "all-of eea", the first ones "and 1234 more". Takes time in proportion to the set. */
const char *polmembers_text(const struct policy *policy, const struct policy_who *who,
                            struct arena *arena);

/** "+198.51.100.0/27 -198.51.100.0/26"; NULL when both have the same members. */
const char *polmembers_change(const struct policy *before, const struct policy_who *was,
                              const struct policy *after, const struct policy_who *is,
                              struct arena *arena);

#endif
