/* SPDX-License-Identifier: Apache-2.0 */
/* Naive evaluation: the law. See policy/naive.h for why this exists beside policy/law.h. */
#ifndef DNSD_POLICY_NAIVELAW_H
#define DNSD_POLICY_NAIVELAW_H

#include "policy/naivewho.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/** Whether a window holds a moment: from inclusive, until exclusive. */
bool naivelaw_open(const struct policy_window *window, int64_t time_s);

/** Where a cluster stands, against terms. */
enum naivewho_truth naivelaw_located(const struct policy *policy,
                                     const struct policy_cluster *cluster,
                                     const struct policy_terms *terms);

/**
 * The least and the most true of what holds of the countries that can compel a cluster's operators:
 * of each operator and its ancestors the seat and what it is also subject to.
 */
void naivelaw_controlled(const struct policy *policy, const struct policy_cluster *cluster,
                         const struct policy_terms *terms, enum naivewho_truth *least,
                         enum naivewho_truth *most);

/** Whether a cluster satisfies a rule, whoever asks. What is not known excludes. */
bool naivelaw_satisfies(const struct policy *policy, const struct policy_rule *rule,
                        uint32_t cluster);

/** Whether a rule applies to a place for a name (policy.names) at a time. Source: item 4. */
bool naivelaw_applies(const struct policy *policy, const struct policy_rule *rule, uint32_t name,
                      int64_t time_s, const struct naivewho_place *place);

/** The next moment after a time at which a window opens or ends; INT64_MAX = never. */
int64_t naivelaw_next_edge(const struct policy *policy, int64_t time_s);

#endif
