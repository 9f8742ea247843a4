/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/caution.h"

#include "base/arena.h"
#include "policy/advice.h"
#include "policy/match.h"
#include "policy/phrase.h"
#include "policy/reach.h"
#include "policy/territory.h"

#include <string.h>

enum { CHUNK = 4096, TTL_FINE_S = 60, MS = 1000 };

struct caution {
    const struct policy *policy;
    int64_t now_s;
    const struct policy_rule *rule; /* that is looked at */
    const char *where;              /* "who", "not-located-in" .. */
    struct arena *arena;
    struct errs *errs;
};

/* Whether a list means people or things of a country, wherever else they are. */
static bool covers(const struct caution *c, const struct policy_terms *terms, const char *country)
{
    struct spot spot = {.asn = 0};
    memcpy(spot.country, country, 2);
    return match_any(c->policy, terms, &spot) == TRUTH_YES;
}

/* The parts of a country that a list does not mean: "PR GU"; NULL = it means all. */
static const char *missing_parts(const struct caution *c, const struct policy_terms *terms,
                                 const char *country)
{
    const char *text = NULL;
    const char *parts = territory_parts(country);
    for (size_t i = 0; parts != NULL && i < strlen(parts); i += 3) {
        char part[3] = {parts[i], parts[i + 1], '\0'};
        if (!covers(c, terms, part)) {
            text = text == NULL ? arena_printf(c->arena, "%s", part)
                                : arena_printf(c->arena, "%s %s", text, part);
        }
    }
    return text;
}

/* G2: a country is written where its parts would have to stand as well. */
static void tell_parts(const struct caution *c, const struct policy_term *term, const char *parts)
{
    if (advice_is_allowed(c->policy, "G2", c->rule->name, c->now_s) ||
        advice_is_allowed(c->policy, "G2", term->code, c->now_s)) {
        return;
    }
    err_find(
        c->errs, ERR_WARNING, "G2", term->at, 2,
        "%s is written without %s, which ISO 3166-1 codes apart, so rule %s leaves those out of "
        "its %s; add them%s, or accept it under allow",
        term->code, parts, c->rule->name, c->where,
        strcmp(term->code, "US") == 0 ? " (us-and-territories)" : "");
    err_detail(c->errs, "witness", "%.2s", parts);
}

static void check_terms(const struct caution *c, const struct policy_terms *terms,
                        const struct policy_terms *whole);

/* The lists of people that make a set larger: not those below none-of. */
static void check_who(const struct caution *c, const struct policy_who *who,
                      const struct policy_terms *whole)
{
    check_terms(c, &who->any_of, whole);
    check_terms(c, &who->all_of, NULL);
}

/* whole: the list that a group stands in, which may name the parts beside it; NULL = none. */
static void check_terms(const struct caution *c, const struct policy_terms *terms,
                        const struct policy_terms *whole)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        const struct policy_terms *list = whole == NULL ? terms : whole;
        if (term->kind == TERM_GROUP) {
            check_who(c, &c->policy->groups[term->number].who, list);
        }
        const char *parts = term->kind == TERM_COUNTRY ? missing_parts(c, list, term->code) : NULL;
        if (parts != NULL) {
            tell_parts(c, term, parts);
        }
    }
}

static void check_rule(struct caution *c, const struct policy_rule *rule)
{
    if (rule->window.until_s <= c->now_s) {
        return;
    }
    c->rule = rule;
    c->where = "who";
    check_who(c, &rule->who, NULL);
    c->where = "not-located-in";
    check_terms(c, &rule->not_located_in.terms, NULL);
    c->where = "not-controlled-from";
    check_terms(c, &rule->not_controlled_from.terms, NULL);
}

/* How long a failure of a cluster may take to be seen, rounded up; seconds. */
static uint32_t detection_s(const struct policy_health *health)
{
    uint64_t ms = (uint64_t)health->every_ms * health->fall + health->timeout_ms;
    return (uint32_t)((ms + MS - 1) / MS);
}

/* T2: who has the answer keeps it longer than we need to see that it is wrong. */
static void check_ttl(const struct caution *c, const struct policy_name *name)
{
    uint64_t reach = reach_of_name(c->policy, name);
    const struct policy_cluster *slowest = NULL;
    char text[NAME_TEXT_SIZE];
    for (size_t i = 0; i < c->policy->nclusters; i++) {
        const struct policy_cluster *cluster = &c->policy->clusters[i];
        if ((reach >> i & 1) != 0 && cluster->health.probe != PROBE_NONE &&
            (slowest == NULL || detection_s(&cluster->health) > detection_s(&slowest->health))) {
            slowest = cluster;
        }
    }
    uint32_t seen_s = slowest == NULL ? UINT32_MAX : detection_s(&slowest->health);
    name_format(name->name.octets, text);
    if (name->ttl_s <= TTL_FINE_S || name->ttl_s <= seen_s ||
        advice_is_allowed(c->policy, "T2", text, c->now_s)) {
        return;
    }
    err_find(c->errs, ERR_WARNING, "T2", name->at, 1,
             "%s is kept by caches for %u s, but a failure is seen within %u s; write ttl: %u, or "
             "less",
             text, name->ttl_s, seen_s, seen_s > TTL_FINE_S ? seen_s : TTL_FINE_S);
    err_detail(c->errs, "witness", "%s: every %g s, fall %u, timeout %g s", slowest->name,
               slowest->health.every_ms / 1000.0, slowest->health.fall,
               slowest->health.timeout_ms / 1000.0);
}

void caution_give(const struct policy *policy, int64_t now_s, struct errs *errs)
{
    struct caution c = {.policy = policy, .now_s = now_s, .arena = arena_new(CHUNK), .errs = errs};
    for (size_t i = 0; i < policy->nrules; i++) {
        check_rule(&c, &policy->rules[i]);
    }
    for (size_t i = 0; i < policy->nnames; i++) {
        check_ttl(&c, &policy->names[i]);
    }
    arena_free(c.arena);
}
