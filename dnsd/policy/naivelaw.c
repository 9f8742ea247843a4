/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivelaw.h"

#include <string.h>

bool naivelaw_open(const struct policy_window *window, int64_t time_s)
{
    return window->from_s <= time_s && time_s < window->until_s;
}

/* "NL" or "US-CA" as a place. */
static struct naivewho_place place_of(const char *code)
{
    struct naivewho_place place = {.asn = 0};
    memcpy(place.country, code, 2);
    if (strlen(code) > 3) {
        memcpy(place.subdivisions, code + 3, strlen(code + 3) + 1);
    }
    return place;
}

enum naivewho_truth naivelaw_located(const struct policy *policy,
                                     const struct policy_cluster *cluster,
                                     const struct policy_terms *terms)
{
    struct naivewho_place place = place_of(cluster->location);
    return naivewho_any(policy, terms, &place);
}

/* One country more that can compel somebody. */
static void count_in(const struct policy *policy, const char *country,
                     const struct policy_terms *terms, enum naivewho_truth *least,
                     enum naivewho_truth *most)
{
    struct naivewho_place place = place_of(country);
    enum naivewho_truth truth = naivewho_any(policy, terms, &place);
    *least = truth < *least ? truth : *least;
    *most = truth > *most ? truth : *most;
}

void naivelaw_controlled(const struct policy *policy, const struct policy_cluster *cluster,
                         const struct policy_terms *terms, enum naivewho_truth *least,
                         enum naivewho_truth *most)
{
    *least = NAIVEWHO_YES;
    *most = NAIVEWHO_NO;
    for (size_t i = 0; i < cluster->noperators; i++) {
        uint32_t who = cluster->operators[i];
        while (who != POLICY_NONE) {
            const struct policy_operator *op = &policy->operators[who];
            count_in(policy, op->country, terms, least, most);
            for (size_t j = 0; j < op->nalso; j++) {
                count_in(policy, op->also[j], terms, least, most);
            }
            who = op->parent;
        }
    }
}

static bool satisfies_places(const struct policy *policy, const struct policy_rule *rule,
                             const struct policy_cluster *cluster)
{
    enum naivewho_truth least;
    enum naivewho_truth most;
    if (rule->located_in.present &&
        naivelaw_located(policy, cluster, &rule->located_in.terms) != NAIVEWHO_YES) {
        return false;
    }
    if (rule->not_located_in.present &&
        naivelaw_located(policy, cluster, &rule->not_located_in.terms) != NAIVEWHO_NO) {
        return false;
    }
    if (rule->controlled_from.present) {
        naivelaw_controlled(policy, cluster, &rule->controlled_from.terms, &least, &most);
        if (least != NAIVEWHO_YES) {
            return false;
        }
    }
    if (rule->not_controlled_from.present) {
        naivelaw_controlled(policy, cluster, &rule->not_controlled_from.terms, &least, &most);
        return most == NAIVEWHO_NO;
    }
    return true;
}

bool naivelaw_satisfies(const struct policy *policy, const struct policy_rule *rule,
                        uint32_t cluster)
{
    uint64_t bit = UINT64_C(1) << cluster;
    if (rule->has_only && (rule->only & bit) == 0) {
        return false;
    }
    if ((rule->never & bit) != 0) {
        return false;
    }
    return satisfies_places(policy, rule, &policy->clusters[cluster]);
}

static bool covers_name(const struct policy_rule *rule, uint32_t name)
{
    bool found = rule->nnames == 0;
    for (size_t i = 0; i < rule->nnames; i++) {
        found = found || rule->names[i] == name;
    }
    return found;
}

bool naivelaw_applies(const struct policy *policy, const struct policy_rule *rule, uint32_t name,
                      int64_t time_s, const struct naivewho_place *place)
{
    if (!naivelaw_open(&rule->window, time_s) || !covers_name(rule, name)) {
        return false;
    }
    enum naivewho_truth truth = naivewho_matches(policy, &rule->who, place);
    if (policy->unknown_unprotected) {
        return truth == NAIVEWHO_YES;
    }
    return truth != NAIVEWHO_NO;
}

/* The nearer of two edges after a time. */
static int64_t nearer(const struct policy_window *window, int64_t time_s, int64_t nearest_s)
{
    if (window->from_s > time_s && window->from_s < nearest_s) {
        nearest_s = window->from_s;
    }
    if (window->until_s > time_s && window->until_s < nearest_s) {
        nearest_s = window->until_s;
    }
    return nearest_s;
}

int64_t naivelaw_next_edge(const struct policy *policy, int64_t time_s)
{
    int64_t edge_s = INT64_MAX;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        edge_s = nearer(&policy->networks[i].window, time_s, edge_s);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        edge_s = nearer(&policy->rules[i].window, time_s, edge_s);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            edge_s = nearer(&policy->routes[i].entries[e].window, time_s, edge_s);
        }
    }
    return edge_s;
}
