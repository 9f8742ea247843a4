/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/law.h"

#include "policy/match.h"

#include <string.h>

uint64_t law_everyone(const struct policy *policy)
{
    return policy->nclusters == 64 ? UINT64_MAX : (UINT64_C(1) << policy->nclusters) - 1;
}

bool law_is_open(const struct policy_window *window, int64_t time_s)
{
    return window->from_s <= time_s && time_s < window->until_s;
}

/* "NL" or "US-CA" as a place to match terms against; no term of a condition asks for networks. */
static struct spot spot_of_code(const char *code)
{
    struct spot spot = {.asn = 0};
    memcpy(spot.country, code, 2);
    if (code[0] != '\0' && code[2] == '-') {
        memcpy(spot.subdivisions, code + 3, strlen(code + 3) + 1);
    }
    return spot;
}

/* How a condition's terms match every jurisdiction of an operator and its ancestors. */
struct reach {
    bool all_yes; /* each is surely in the set */
    bool all_no;  /* none is, surely */
};

static void add_code(const struct policy *policy, const struct policy_terms *terms,
                     const char *code, struct reach *reach)
{
    struct spot spot = spot_of_code(code);
    enum truth truth = match_any(policy, terms, &spot);
    reach->all_yes = reach->all_yes && truth == TRUTH_YES;
    reach->all_no = reach->all_no && truth == TRUTH_NO;
}

static struct reach reach_of(const struct policy *policy, const struct policy_cluster *cluster,
                             const struct policy_terms *terms)
{
    struct reach reach = {.all_yes = true, .all_no = true};
    for (size_t i = 0; i < cluster->noperators; i++) {
        uint32_t at = cluster->operators[i];
        while (at != POLICY_NONE) {
            const struct policy_operator *operator= & policy->operators[at];
            add_code(policy, terms, operator->country, &reach);
            for (size_t n = 0; n < operator->nalso; n++) {
                add_code(policy, terms, operator->also[n], &reach);
            }
            at = operator->parent;
        }
    }
    return reach;
}

static bool stands_right(const struct policy *policy, const struct policy_rule *rule,
                         const struct policy_cluster *cluster)
{
    struct spot spot = spot_of_code(cluster->location);
    if (rule->located_in.present &&
        match_any(policy, &rule->located_in.terms, &spot) != TRUTH_YES) {
        return false;
    }
    return !rule->not_located_in.present ||
           match_any(policy, &rule->not_located_in.terms, &spot) == TRUTH_NO;
}

static bool is_held_right(const struct policy *policy, const struct policy_rule *rule,
                          const struct policy_cluster *cluster)
{
    if (rule->controlled_from.present &&
        !reach_of(policy, cluster, &rule->controlled_from.terms).all_yes) {
        return false;
    }
    return !rule->not_controlled_from.present ||
           reach_of(policy, cluster, &rule->not_controlled_from.terms).all_no;
}

uint64_t law_satisfying(const struct policy *policy, const struct policy_rule *rule)
{
    uint64_t mask = rule->has_only ? rule->only : law_everyone(policy);
    mask &= ~rule->never;
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        if (!stands_right(policy, rule, cluster) || !is_held_right(policy, rule, cluster)) {
            mask &= ~(UINT64_C(1) << i);
        }
    }
    return mask;
}

static bool covers_name(const struct policy_rule *rule, uint32_t name)
{
    for (size_t i = 0; i < rule->nnames; i++) {
        if (rule->names[i] == name) {
            return true;
        }
    }
    return rule->nnames == 0;
}

bool law_applies(const struct law_case *ask, const struct policy_rule *rule,
                 const struct spot *spot)
{
    enum truth least = ask->policy->unknown_unprotected ? TRUTH_YES : TRUTH_MAYBE;
    return law_is_open(&rule->window, ask->time_s) && covers_name(rule, ask->name) &&
           match_who(ask->policy, &rule->who, spot) >= least;
}

uint64_t law_eligible(const struct law_case *ask, const struct spot *spot)
{
    uint64_t eligible = law_everyone(ask->policy);
    for (size_t i = 0; i < ask->policy->nrules; i++) {
        const struct policy_rule *rule = &ask->policy->rules[i];
        if (law_applies(ask, rule, spot)) {
            eligible &=
                ask->satisfying != NULL ? ask->satisfying[i] : law_satisfying(ask->policy, rule);
        }
    }
    return eligible;
}

static void add_edges(const struct policy_window *window, int64_t time_s, int64_t *next)
{
    if (window->from_s > time_s && window->from_s < *next) {
        *next = window->from_s;
    }
    if (window->until_s > time_s && window->until_s < *next) {
        *next = window->until_s;
    }
}

int64_t law_next_edge(const struct policy *policy, int64_t time_s)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < policy->nrules; i++) {
        add_edges(&policy->rules[i].window, time_s, &next);
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        add_edges(&policy->networks[i].window, time_s, &next);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            add_edges(&policy->routes[i].entries[e].window, time_s, &next);
        }
    }
    return next;
}

size_t law_count_edges(const struct policy *policy, int64_t time_s, size_t most)
{
    size_t count = 0;
    for (int64_t at = law_next_edge(policy, time_s); at != INT64_MAX && count <= most;
         at = law_next_edge(policy, at)) {
        count++;
    }
    return count;
}
