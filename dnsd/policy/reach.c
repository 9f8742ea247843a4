/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/reach.h"

#include "policy/law.h"

static uint64_t reach_of_entry(const struct policy *policy, const struct policy_entry *entry)
{
    uint64_t mask = 0;
    for (size_t t = 0; t < entry->ntiers; t++) {
        const struct policy_tier *tier = &entry->tiers[t];
        mask |= tier->kind == TIER_CLUSTERS ? tier->clusters : law_everyone(policy);
    }
    return mask;
}

uint64_t reach_of_name(const struct policy *policy, const struct policy_name *name)
{
    const struct policy_route *route = &policy->routes[name->route];
    uint64_t mask = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        mask |= reach_of_entry(policy, &route->entries[i]);
    }
    for (size_t i = 0; i < name->lasts.count; i++) {
        const struct policy_last *last = &name->lasts.list[i];
        mask |= last->kind == LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
    }
    return mask;
}
