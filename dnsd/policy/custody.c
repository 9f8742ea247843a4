/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/custody.h"

#include "base/arena.h"
#include "geo/country.h"
#include "policy/advice.h"
#include "policy/law.h"
#include "policy/phrase.h"

#include <string.h>

enum { CHUNK = 4096 };

struct guarding {
    const struct policy *policy;
    int64_t now_s;
    struct arena *arena;
    struct errs *errs;
};

/* Somebody whom a rule protects, now or when its window opens: a country, else a network of ours.
 */
static const char *protected_by(const struct guarding *g, const struct policy_rule *rule)
{
    bool later = rule->window.from_s > g->now_s;
    const struct law_case ask = {.policy = g->policy,
                                 .name = rule->nnames == 0 ? 0 : rule->names[0],
                                 .time_s = later ? rule->window.from_s : g->now_s};
    struct spot spot = {.asn = 0};
    for (size_t i = 0; country_at(i, spot.country) != NULL; i++) {
        if (law_applies(&ask, rule, &spot)) {
            return phrase_spot(g->policy, &spot, g->arena);
        }
    }
    spot = (struct spot){.nnets = 1};
    for (uint32_t i = 0; i < g->policy->nprefixes; i++) {
        spot.nets = &i;
        if (law_applies(&ask, rule, &spot)) {
            return phrase_spot(g->policy, &spot, g->arena);
        }
    }
    return phrase_who(g->policy, &rule->who, g->arena);
}

/* A rule without the conditions that name clusters. */
static struct policy_rule about_places(const struct policy_rule *rule)
{
    struct policy_rule places = *rule;
    places.has_only = false;
    places.never = 0;
    return places;
}

/* One of ours as if it were the policy's only cluster. */
static struct policy alone(const struct policy *policy, const struct policy_cluster *ours)
{
    struct policy one = *policy;
    one.clusters = (struct policy_cluster *)ours;
    one.nclusters = 1;
    return one;
}

static void hold_against(const struct guarding *g, const struct policy_cluster *ours,
                         const struct policy_rule *rule)
{
    const struct policy one = alone(g->policy, ours);
    const struct policy_rule places = about_places(rule);
    if (rule->window.until_s <= g->now_s || law_satisfying(&one, &places) != 0 ||
        advice_is_allowed(g->policy, "F6", ours->name, g->now_s)) {
        return;
    }
    err_find(g->errs, ERR_WARNING, "F6", ours->at, (uint32_t)strlen(ours->name),
             "our name server %s is %s, which rule %s excludes for %s whose questions it sees; let "
             "another one serve the zone, or accept it under allow",
             ours->name, phrase_exclusion(&one, &places, 0, g->arena), rule->name,
             phrase_who(g->policy, &rule->who, g->arena));
    err_detail(g->errs, "witness", "%s", protected_by(g, rule));
    err_detail(g->errs, "rule", "%s: %s", rule->name, phrase_broken(&one, &places, 0, g->arena));
    err_detail(g->errs, "because", "%s", phrase_owners(&one, 0, g->arena));
}

void custody_check(const struct policy *policy, int64_t now_s, struct errs *errs)
{
    struct guarding g = {.policy = policy, .now_s = now_s, .arena = arena_new(CHUNK), .errs = errs};
    for (size_t i = 0; i < policy->nnameservers; i++) {
        for (size_t r = 0; r < policy->nrules; r++) {
            hold_against(&g, &policy->nameservers[i], &policy->rules[r]);
        }
    }
    arena_free(g.arena);
}
