/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/usage.h"

#include "policy/advice.h"
#include "policy/course.h"
#include "policy/decision.h"
#include "policy/kinds.h"
#include "policy/law.h"
#include "policy/lawtable.h"
#include "policy/match.h"
#include "policy/netlist.h"
#include "policy/phrase.h"
#include "policy/survey.h"

#include <string.h>

enum { CHUNK = 64 * 1024 };

/* What became of people: of an entry, or of one word of its any-of. */
struct people {
    bool came;        /* somebody of them came to the entry */
    uint32_t before;  /* the first earlier entry that took some of them, + 1; 0 = none did */
    const char *lost; /* whom, when nobody had come by then */
};

/* What became of an entry. */
struct entry_use {
    struct people all;
    struct people *terms; /* by term of any_of */
    uint32_t taker;       /* R3: the earlier entry that takes its networks by country, + 1 */
    const char *taken;    /* for whom */
};

/* What became of a cluster. */
struct cluster_use {
    const char *places; /* L6: " NL BE": countries that have nothing else */
    const char *witness;
};

struct using
{
    struct law_case ask;
    const struct survey *survey;
    size_t spot;
    int64_t now_s;
    bool *cuts; /* by rule: it excludes something for somebody */
    uint64_t reach;
    struct entry_use **entries; /* by route, by entry */
    struct cluster_use *clusters;
    struct kinds kinds;
    struct lawtable *laws;
    struct arena *arena;
    struct arena *scratch; /* of one time */
    struct errs *errs;
};

static const struct spot *spot_of(const struct using *u)
{
    return &u->survey->spots[u->spot];
}

static const char *witness_of(const struct using *u)
{
    char text[PREFIX_TEXT_SIZE];
    struct prefix example;
    const char *place = phrase_spot(u->ask.policy, spot_of(u), u->arena);
    return survey_example(u->survey, u->spot, &example)
               ? arena_printf(u->arena, "%s, e.g. %s", place, prefix_format(&example, text))
               : place;
}

/* Whether a rule cuts for somebody, whatever the name: it covers one of those that are bound. */
static void use_law(struct using *u)
{
    const struct policy *policy = u->ask.policy;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        bool cuts = lawtable_satisfying(u->laws, i) != law_everyone(policy);
        struct law_case ask = u->ask;
        ask.name = rule->nnames == 0 ? 0 : rule->names[0];
        for (u->spot = 0; u->spot < u->survey->nspots && cuts && !u->cuts[i]; u->spot++) {
            u->cuts[i] = law_applies(&ask, rule, spot_of(u));
        }
    }
}

/* Whether an `allow` for L6 is about this place: everybody, its country, or a group it is in. */
static bool is_accepted(const struct using *u, const char *country, const char *cluster)
{
    const struct policy *policy = u->ask.policy;
    if (advice_is_allowed(policy, "L6", country, u->now_s) ||
        advice_is_allowed(policy, "L6", cluster, u->now_s)) {
        return true;
    }
    for (size_t i = 0; i < policy->ngroups && policy->nallows > 0; i++) {
        if (advice_is_allowed(policy, "L6", policy->groups[i].name, u->now_s) &&
            match_who(policy, &policy->groups[i].who, spot_of(u)) == TRUTH_YES) {
            return true;
        }
    }
    return false;
}

/* L6: the law leaves one cluster. */
static void use_single(struct using *u, uint64_t eligible)
{
    const char *country = spot_of(u)->country[0] == '\0' ? "unknown" : spot_of(u)->country;
    size_t i = 0;
    while (eligible >> i != 1) {
        i++;
    }
    struct cluster_use *cluster = &u->clusters[i];
    const char *word = arena_printf(u->scratch, " %s", country);
    if (is_accepted(u, country, u->ask.policy->clusters[i].name) ||
        (cluster->places != NULL && strstr(cluster->places, word) != NULL)) {
        return;
    }
    if (cluster->places == NULL) {
        cluster->witness = witness_of(u);
        cluster->places = "";
    }
    cluster->places = arena_printf(u->arena, "%s%s", cluster->places, word);
}

static bool names_networks(const struct policy *policy, const struct policy_terms *terms)
{
    bool named = terms->nnets > 0;
    for (size_t i = 0; i < terms->count && !named; i++) {
        const struct policy_term *term = &terms->list[i];
        named = term->kind == TERM_NETWORK || term->kind == TERM_ASN ||
                (term->kind == TERM_GROUP &&
                 (names_networks(policy, &policy->groups[term->number].who.any_of) ||
                  names_networks(policy, &policy->groups[term->number].who.all_of)));
    }
    return named;
}

static bool is_for_networks(const struct policy *policy, const struct policy_entry *entry)
{
    return names_networks(policy, &entry->who.any_of) || names_networks(policy, &entry->who.all_of);
}

/* Whether a place is meant for the networks that an entry names, not for its countries. */
static bool is_by_network(const struct using *u, const struct policy_entry *entry)
{
    const struct policy *policy = u->ask.policy;
    const struct policy_terms *terms = &entry->who.any_of;
    if (terms->nnets > 0 && netlist_holds(terms, spot_of(u))) {
        return true;
    }
    for (size_t i = 0; i < (terms->nnets > 0 ? terms->nothers : terms->count); i++) {
        const struct policy_terms one = {
            .list = terms->nnets > 0 ? &terms->others[i] : &terms->list[i], .count = 1};
        if (names_networks(policy, &one) && match_any(policy, &one, spot_of(u)) == TRUTH_YES) {
            return true;
        }
    }
    return false;
}

/* taker: who took them, POLICY_NONE = they came. */
static void use_people(struct using *u, struct people *people, uint32_t taker)
{
    people->came = people->came || taker == POLICY_NONE;
    if (!people->came && people->before == 0) {
        people->before = taker + 1;
        people->lost = witness_of(u);
    }
}

static void use_entry(struct using *u, const struct policy_entry *entry, struct entry_use *use,
                      uint32_t taker)
{
    const struct policy_terms *terms = &entry->who.any_of;
    bool indexed = terms->nnets > 0;
    const struct policy_term *list = indexed ? terms->others : terms->list;
    size_t count = indexed ? terms->nothers : terms->count;
    use_people(u, &use->all, taker);
    for (size_t i = 0; i < count; i++) {
        if (match_term(u->ask.policy, &list[i], spot_of(u)) == TRUTH_YES) {
            use_people(u, &use->terms[indexed ? terms->origins[terms->nnets + i] : i], taker);
        }
    }
    for (size_t i = 0; i < spot_of(u)->nnets && indexed; i++) {
        size_t at = netlist_find(terms, spot_of(u)->nets[i]);
        if (at != SIZE_MAX) {
            use_people(u, &use->terms[terms->origins[at]], taker);
        }
    }
}

static void use_route(struct using *u)
{
    const struct policy *policy = u->ask.policy;
    uint32_t number = policy->names[u->ask.name].route;
    const struct policy_route *route = &policy->routes[number];
    uint32_t taker = POLICY_NONE;
    uint32_t sharer = POLICY_NONE; /* who took the largest share */
    for (uint32_t i = 0; i < route->nentries; i++) {
        const struct policy_entry *entry = &route->entries[i];
        struct entry_use *use = &u->entries[number][i];
        if (!law_is_open(&entry->window, u->ask.time_s) ||
            match_who(policy, &entry->who, spot_of(u)) != TRUTH_YES) {
            continue;
        }
        bool shared = entry->share != 0 && sharer != POLICY_NONE &&
                      entry->share <= route->entries[sharer].share;
        use_entry(u, entry, use, taker == POLICY_NONE && shared ? sharer : taker);
        if (taker == POLICY_NONE) {
            taker = entry->share == 0 ? i : POLICY_NONE;
            sharer = entry->share == 0 || shared ? sharer : i;
        } else if (use->taker == 0 && !is_for_networks(policy, &route->entries[taker]) &&
                   is_by_network(u, entry)) {
            use->taker = taker + 1;
            use->taken = witness_of(u);
        }
    }
}

static void use_places(struct using *u)
{
    for (u->spot = 0; u->spot < u->survey->nspots; u->spot++) {
        struct decision decision;
        uint64_t eligible = lawtable_eligible(u->laws, u->kinds.of[u->ask.name], u->spot);
        decision_make(&u->ask, spot_of(u), eligible, u->scratch, &decision);
        u->reach |= decision_reach(&decision);
        use_route(u);
        if (eligible != 0 && (eligible & (eligible - 1)) == 0) {
            use_single(u, eligible);
        }
    }
}

static void tell_rules(const struct using *u)
{
    const struct policy *policy = u->ask.policy;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if (u->cuts[i] || rule->window.until_s <= u->now_s ||
            advice_is_allowed(policy, "L5", rule->name, u->now_s)) {
            continue;
        }
        bool fits = law_satisfying(policy, rule) == law_everyone(policy);
        err_find(u->errs, ERR_WARNING, "L5", rule->at, 1,
                 "rule %s never excludes anything: %s; make it stricter, or take it out",
                 rule->name, fits ? "every cluster satisfies it" : "it applies to nobody");
    }
}

static void tell_lost(const struct using *u, const struct people *people)
{
    if (people->before != 0) {
        err_detail(u->errs, "witness", "%s: entry %u takes them", people->lost, people->before);
    }
}

/* Why an entry is never reached, and what to do. */
static const char *say_never(const struct policy_route *route, const struct policy_entry *entry,
                             const struct people *people)
{
    if (people->before == 0) {
        return "it is for nobody; say who it is for";
    }
    if (entry->share != 0 && route->entries[people->before - 1].share != 0) {
        return "the shares of a route take the same networks, the smaller ones within the larger; "
               "write a larger share";
    }
    return "those above take everybody it is for; put it above them";
}

static void tell_entry(const struct using *u, const struct policy_route *route, size_t i,
                       const struct entry_use *use)
{
    const struct policy *policy = u->ask.policy;
    const struct policy_entry *entry = &route->entries[i];
    if (use->taker != 0 && !advice_is_allowed(policy, "R3", route->name, u->now_s)) {
        err_find(u->errs, ERR_WARNING, "R3", entry->at, 1,
                 "entry %zu of route %s is for networks or ASes that entry %u takes by country; "
                 "put it above",
                 i + 1, route->name, use->taker);
        err_detail(u->errs, "witness", "%s", use->taken);
        return;
    }
    if (entry->window.until_s <= u->now_s ||
        advice_is_allowed(policy, "R1", route->name, u->now_s)) {
        return;
    }
    if (!use->all.came) {
        err_find(u->errs, ERR_WARNING, "R1", entry->at, 1,
                 "entry %zu of route %s is never reached: %s, or take it out", i + 1, route->name,
                 say_never(route, entry, &use->all));
        tell_lost(u, &use->all);
        return;
    }
    bool plain = !entry->who.has_all_of && !entry->who.has_none_of;
    for (size_t t = 0; t < entry->who.any_of.count && plain; t++) {
        const struct policy_terms one = {.list = &entry->who.any_of.list[t], .count = 1};
        if (!use->terms[t].came) {
            err_find(u->errs, ERR_WARNING, "R1", one.list->at, 1,
                     "entry %zu of route %s is never reached by %s: those above take them all; "
                     "take the word out, or put the entry above",
                     i + 1, route->name, phrase_terms(policy, &one, u->arena));
            tell_lost(u, &use->terms[t]);
        }
    }
}

static void tell_clusters(const struct using *u)
{
    const struct policy *policy = u->ask.policy;
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        uint32_t len = (uint32_t)strlen(cluster->name);
        if (u->clusters[i].places != NULL) {
            err_find(u->errs, ERR_WARNING, "L6", cluster->at, len,
                     "%s is a single point: the law leaves some people nothing else; add a cluster "
                     "that it allows them, or accept it under allow",
                     cluster->name);
            err_detail(u->errs, "witness", "%s", u->clusters[i].witness);
            err_detail(u->errs, "places", "%s", u->clusters[i].places + 1);
        }
        if ((u->reach >> i & 1) == 0 && advice_uses(policy, (uint32_t)i) &&
            !advice_is_allowed(policy, "U2", cluster->name, u->now_s)) {
            err_find(u->errs, ERR_WARNING, "U2", cluster->at, len,
                     "no client can ever be given %s, in any state of health; mend its route or "
                     "the law, or take it out",
                     cluster->name);
        }
    }
}

static void tell(const struct using *u)
{
    const struct policy *policy = u->ask.policy;
    tell_rules(u);
    for (size_t r = 0; r < policy->nroutes; r++) {
        bool bound = false;
        for (size_t k = 0; k < u->kinds.count && !bound; k++) {
            bound = policy->names[u->kinds.first[k]].route == r;
        }
        for (size_t i = 0; i < policy->routes[r].nentries && bound; i++) {
            tell_entry(u, &policy->routes[r], i, &u->entries[r][i]);
        }
    }
    tell_clusters(u);
}

static void make_room(struct using *u)
{
    const struct policy *policy = u->ask.policy;
    u->cuts = arena_alloc(u->arena, policy->nrules + 1);
    u->clusters = arena_alloc(u->arena, (policy->nclusters + 1) * sizeof(*u->clusters));
    u->entries = arena_alloc(u->arena, (policy->nroutes + 1) * sizeof(struct entry_use *));
    for (size_t r = 0; r < policy->nroutes; r++) {
        const struct policy_route *route = &policy->routes[r];
        u->entries[r] = arena_alloc(u->arena, (route->nentries + 1) * sizeof(struct entry_use));
        for (size_t i = 0; i < route->nentries; i++) {
            u->entries[r][i].terms = arena_alloc(
                u->arena, (route->entries[i].who.any_of.count + 1) * sizeof(struct people));
        }
    }
}

void usage_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs)
{
    struct course course = {.policy = policy, .data = data, .time_s = now_s, .errs = errs};
    struct using u = {.ask = {.policy = policy},
                      .survey = &course.survey,
                      .now_s = now_s,
                      .arena = arena_new(CHUNK),
                      .errs = errs};
    make_room(&u);
    kinds_make(policy, KINDS_BY_LASTS, u.arena, &u.kinds);
    u.laws = lawtable_new(policy, &u.kinds, u.arena);
    while (course_next(&course)) {
        u.scratch = arena_new(CHUNK);
        u.ask.time_s = course.time_s;
        lawtable_lay(u.laws, course.survey.spots, course.survey.nspots, course.time_s);
        use_law(&u);
        for (size_t k = 0; k < u.kinds.count; k++) {
            u.ask.name = u.kinds.first[k];
            use_places(&u);
        }
        arena_free(u.scratch);
    }
    if (!course.failed) {
        tell(&u);
    }
    lawtable_done(u.laws);
    course_done(&course);
    arena_free(u.arena);
}
