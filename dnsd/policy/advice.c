/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/advice.h"

#include "policy/decision.h"
#include "policy/law.h"
#include "policy/moment.h"

#include <string.h>

enum { DAY_S = 86400, SOON_S = 30 * DAY_S };

struct advising {
    const struct policy *policy;
    const struct atlas_data *data;
    int64_t now_s;
    struct errs *errs;
};

bool advice_is_allowed(const struct policy *policy, const char *code, const char *subject,
                       int64_t now_s)
{
    for (size_t i = 0; i < policy->nallows; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        if (strcmp(allow->code, code) == 0 && law_is_open(&allow->window, now_s) &&
            (allow->subject == NULL || strcmp(allow->subject, subject) == 0)) {
            return true;
        }
    }
    return false;
}

static uint32_t mark(const char *word)
{
    return (uint32_t)strlen(word);
}

static bool same_tiers(const struct policy_entry *a, const struct policy_entry *b)
{
    bool same = a->ntiers == b->ntiers;
    for (size_t i = 0; i < a->ntiers && same; i++) {
        same = a->tiers[i].kind == b->tiers[i].kind && a->tiers[i].clusters == b->tiers[i].clusters;
    }
    return same;
}

/* R4: neighbours that send people to the same clusters in the same order. */
static void advise_neighbours(const struct advising *a, const struct policy_route *route)
{
    for (size_t i = 1; i < route->nentries; i++) {
        const struct policy_entry *one = &route->entries[i - 1];
        const struct policy_entry *two = &route->entries[i];
        if (one->share != 0 || two->share != 0 || one->window.from_s != two->window.from_s ||
            one->window.until_s != two->window.until_s || !same_tiers(one, two) ||
            advice_is_allowed(a->policy, "R4", route->name, a->now_s)) {
            continue;
        }
        err_find(a->errs, ERR_WARNING, "R4", two->at, 1,
                 "entries %zu and %zu of route %s give the same; make one of them", i, i + 1,
                 route->name);
    }
}

/* The families of a cluster's addresses, one bit each. */
static unsigned families(const struct policy_cluster *cluster)
{
    unsigned bits = 0;
    for (size_t i = 0; i < cluster->naddresses; i++) {
        bits |= 1u << cluster->addresses[i].family;
    }
    return bits;
}

static uint64_t clusters_of(const struct policy_route *route)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        for (size_t t = 0; t < route->entries[i].ntiers; t++) {
            mask |= route->entries[i].tiers[t].clusters;
        }
    }
    return mask;
}

/* The clusters of a route, with those that its selectors may pick. */
static uint64_t picks_of(const struct policy *policy, const struct policy_route *route)
{
    uint64_t mask = clusters_of(route);
    for (size_t i = 0; i < route->nentries; i++) {
        for (size_t t = 0; t < route->entries[i].ntiers; t++) {
            bool selects = route->entries[i].tiers[t].kind != TIER_CLUSTERS;
            mask |= selects ? law_everyone(policy) & ~decision_last_resorts(policy) : 0;
        }
    }
    return mask;
}

/* The first of some clusters that has addresses of all these families; NULL = none. */
static const struct policy_cluster *with_families(const struct policy *policy, uint64_t mask,
                                                  unsigned bits)
{
    for (size_t i = 0; i < policy->nclusters; i++) {
        if ((mask >> i & 1) != 0 && (families(&policy->clusters[i]) & bits) == bits) {
            return &policy->clusters[i];
        }
    }
    return NULL;
}

/* F5: clusters that stand in for each other, but not in every family. */
static void advise_families(const struct advising *a, const struct policy_route *route)
{
    uint64_t named = picks_of(a->policy, route);
    char text[ADDR_TEXT_SIZE];
    for (size_t i = 0; i < a->policy->nclusters; i++) {
        const struct policy_cluster *narrow = &a->policy->clusters[i];
        bool v4 = families(narrow) == 1u << FAMILY_IPV4;
        const struct policy_cluster *other =
            with_families(a->policy, named, 1u << (v4 ? FAMILY_IPV6 : FAMILY_IPV4));
        if ((named >> i & 1) == 0 || narrow->naddresses == 0 || other == NULL ||
            (!v4 && families(narrow) != 1u << FAMILY_IPV6) ||
            advice_is_allowed(a->policy, "F5", route->name, a->now_s) ||
            advice_is_allowed(a->policy, "F5", narrow->name, a->now_s)) {
            continue;
        }
        err_find(a->errs, ERR_WARNING, "F5", narrow->at, mark(narrow->name),
                 "%s has addresses of IPv%c only, unlike %s of the same route %s; add one of "
                 "IPv%c, or clients of it see none",
                 narrow->name, v4 ? '4' : '6', other->name, route->name, v4 ? '6' : '4');
        err_detail(a->errs, "witness", "%s: %s", narrow->name,
                   addr_format(&narrow->addresses[0], text));
    }
}

static void advise_window(const struct advising *a, const struct policy_window *window,
                          struct pos at, const char *subject)
{
    char text[MOMENT_TEXT_SIZE];
    if (window->until_s == INT64_MAX || window->until_s - a->now_s > SOON_S ||
        advice_is_allowed(a->policy, "T1", subject, a->now_s)) {
        return;
    }
    bool expired = window->until_s <= a->now_s;
    err_find(a->errs, ERR_WARNING, "T1", at, 1, "the window of %s %s on %s; %s", subject,
             expired ? "ended" : "ends", moment_format(window->until_s, text),
             expired ? "take it out, or write a later until"
                     : "write a later until, or see that what follows is wanted");
}

static void advise_windows(const struct advising *a)
{
    const struct policy *policy = a->policy;
    for (size_t i = 0; i < policy->nrules; i++) {
        advise_window(a, &policy->rules[i].window, policy->rules[i].at, policy->rules[i].name);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            const struct policy_entry *entry = &policy->routes[i].entries[e];
            advise_window(a, &entry->window, entry->at, policy->routes[i].name);
        }
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        char text[PREFIX_TEXT_SIZE];
        advise_window(a, &policy->networks[i].window, policy->networks[i].at,
                      prefix_format(&policy->networks[i].prefix, text));
    }
    for (size_t i = 0; i < policy->nallows; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        advise_window(a, &allow->window, allow->at,
                      allow->subject == NULL ? allow->code : allow->subject);
    }
}

/* What is referred to from somewhere. */
struct used {
    uint64_t clusters;
    bool *operators;
    bool *groups;
};

static void use_terms(struct used *used, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].kind == TERM_GROUP) {
            used->groups[terms->list[i].number] = true;
        }
    }
}

static void use_who(struct used *used, const struct policy_who *who)
{
    use_terms(used, &who->any_of);
    use_terms(used, &who->all_of);
    use_terms(used, &who->none_of);
}

static void use_route(const struct policy *policy, struct used *used,
                      const struct policy_route *route)
{
    used->clusters |= clusters_of(route);
    for (size_t e = 0; e < route->nentries; e++) {
        const struct policy_entry *entry = &route->entries[e];
        use_who(used, &entry->who);
        for (size_t t = 0; t < entry->ntiers; t++) {
            used->clusters |= entry->tiers[t].kind == TIER_CLUSTERS ? 0 : law_everyone(policy);
        }
    }
}

static void use_cluster(const struct policy *policy, struct used *used,
                        const struct policy_cluster *cluster)
{
    for (size_t i = 0; i < cluster->noperators; i++) {
        for (uint32_t at = cluster->operators[i]; at != POLICY_NONE;
             at = policy->operators[at].parent) {
            used->operators[at] = true;
        }
    }
}

static void use_all(const struct policy *policy, struct used *used)
{
    for (size_t i = 0; i < policy->nclusters; i++) {
        use_cluster(policy, used, &policy->clusters[i]);
    }
    for (size_t i = 0; i < policy->nnameservers; i++) {
        use_cluster(policy, used, &policy->nameservers[i]);
    }
    for (size_t i = 0; i < policy->ngroups; i++) {
        use_who(used, &policy->groups[i].who);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        use_who(used, &rule->who);
        use_terms(used, &rule->located_in.terms);
        use_terms(used, &rule->not_located_in.terms);
        use_terms(used, &rule->controlled_from.terms);
        use_terms(used, &rule->not_controlled_from.terms);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        use_route(policy, used, &policy->routes[i]);
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        use_terms(used, &policy->expects[i].from);
    }
    for (size_t i = 0; i < policy->nnames; i++) {
        for (size_t l = 0; l < policy->names[i].lasts.count; l++) {
            const struct policy_last *last = &policy->names[i].lasts.list[l];
            used->clusters |= last->kind == LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
        }
    }
}

bool advice_uses(const struct policy *policy, uint32_t cluster)
{
    struct arena *arena = arena_new(4096);
    struct used used = {.operators = arena_alloc(arena, policy->noperators + 1),
                        .groups = arena_alloc(arena, policy->ngroups + 1)};
    use_all(policy, &used);
    arena_free(arena);
    return (used.clusters >> cluster & 1) != 0;
}

static void advise_unused(const struct advising *a, const char *what, const char *name,
                          struct pos at, uint32_t mark_len)
{
    if (!advice_is_allowed(a->policy, "U1", name, a->now_s)) {
        err_find(a->errs, ERR_WARNING, "U1", at, mark_len,
                 "%s %s is never used; use it, or take it out", what, name);
    }
}

/* U1: times for probes that nobody makes. */
static void advise_health(const struct advising *a)
{
    bool probed = a->policy->health_at.line == 0;
    for (size_t i = 0; i < a->policy->nclusters && !probed; i++) {
        probed = a->policy->clusters[i].health.probe != PROBE_NONE;
    }
    for (size_t i = 0; i < a->policy->nnameservers && !probed; i++) {
        probed = a->policy->nameservers[i].health.probe != PROBE_NONE;
    }
    if (!probed && !advice_is_allowed(a->policy, "U1", "health", a->now_s)) {
        err_find(a->errs, ERR_WARNING, "U1", a->policy->health_at, 1,
                 "health among the defaults is never used: no cluster says how to probe it; write "
                 "health at a cluster, or take it out");
    }
}

static void advise_use(const struct advising *a)
{
    const struct policy *policy = a->policy;
    struct arena *arena = arena_new(4096);
    struct used used = {.operators = arena_alloc(arena, policy->noperators + 1),
                        .groups = arena_alloc(arena, policy->ngroups + 1)};
    use_all(policy, &used);
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        if ((used.clusters >> i & 1) == 0) {
            advise_unused(a, "cluster", cluster->name, cluster->at, mark(cluster->name));
        }
    }
    for (size_t i = 0; i < policy->noperators; i++) {
        if (!used.operators[i]) {
            advise_unused(a, "operator", policy->operators[i].name, policy->operators[i].at,
                          mark(policy->operators[i].name));
        }
    }
    for (size_t i = 0; i < policy->ngroups; i++) {
        if (!used.groups[i]) {
            advise_unused(a, "group", policy->groups[i].name, policy->groups[i].who.at, 1);
        }
    }
    arena_free(arena);
    advise_health(a);
}

/* G4: data that is older than the policy wants it. */
static void advise_age(const struct advising *a, const struct database *db, struct pos at)
{
    const struct mmdb_facts *facts;
    char built[MOMENT_TEXT_SIZE];
    for (size_t i = 0; db != NULL && (facts = database_facts(db, i)) != NULL; i++) {
        int64_t age_s = a->now_s - (int64_t)facts->built_s;
        if (a->policy->max_age_s == 0 || age_s <= (int64_t)a->policy->max_age_s ||
            advice_is_allowed(a->policy, "G4", facts->path, a->now_s)) {
            continue;
        }
        err_find(a->errs, ERR_WARNING, "G4", at, 1,
                 "%s was built on %s, longer than max-age ago (%lld days); bring a newer one",
                 facts->path, moment_format((int64_t)facts->built_s / DAY_S * DAY_S, built),
                 (long long)age_s / DAY_S);
    }
}

/* G4: a file of another kind than the key says; of the records that were read last. */
static void advise_kind(const struct advising *a)
{
    const struct mmdb_facts *facts = database_facts(a->data->country, 0);
    if (!database_has_countries(a->data->country) &&
        !advice_is_allowed(a->policy, "G4", facts->path, a->now_s)) {
        err_find(a->errs, ERR_WARNING, "G4", a->policy->data_at, 1,
                 "%s (%s) says of no network in which country it is; name a Country or City "
                 "database in data: country",
                 facts->path, facts->type);
    }
    facts = a->data->asn == NULL ? NULL : database_facts(a->data->asn, 0);
    if (facts != NULL && !database_has_asns(a->data->asn) &&
        !advice_is_allowed(a->policy, "G4", facts->path, a->now_s)) {
        err_find(a->errs, ERR_WARNING, "G4", a->policy->asn_at, 1,
                 "%s (%s) says of no network which AS announces it; name an ASN database in data: "
                 "asn",
                 facts->path, facts->type);
    }
    facts = a->data->anonymous == NULL ? NULL : database_facts(a->data->anonymous, 0);
    if (facts != NULL && !database_has_anonymous(a->data->anonymous) &&
        !advice_is_allowed(a->policy, "G4", facts->path, a->now_s)) {
        err_find(a->errs, ERR_WARNING, "G4", a->policy->data_at, 1,
                 "%s (%s) calls no network a VPN, proxy, Tor exit or relay; name an Anonymous-IP "
                 "database in data: anonymous",
                 facts->path, facts->type);
    }
}

/* N1: a failure that everybody caches. */
static void advise_refusal(const struct advising *a, const struct policy_name *name)
{
    char text[NAME_TEXT_SIZE];
    name_format(name->name.octets, text);
    for (size_t i = 0; i < name->lasts.count; i++) {
        const struct policy_last *last = &name->lasts.list[i];
        if (last->kind == LAST_NODATA && !advice_is_allowed(a->policy, "N1", text, a->now_s)) {
            err_find(a->errs, ERR_WARNING, "N1", last->at, mark("nodata"),
                     "nodata is kept by caches for everybody behind them; write servfail or a last "
                     "resort");
            err_detail(a->errs, "name", "%s", text);
        }
    }
}

void advice_give(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs)
{
    const struct advising a = {.policy = policy, .data = data, .now_s = now_s, .errs = errs};
    for (size_t i = 0; i < policy->nroutes; i++) {
        const struct policy_route *route = &policy->routes[i];
        advise_neighbours(&a, route);
        advise_families(&a, route);
    }
    for (size_t i = 0; i < policy->nnames; i++) {
        advise_refusal(&a, &policy->names[i]);
    }
    advise_windows(&a);
    advise_use(&a);
    advise_age(&a, data->country, policy->data_at);
    advise_age(&a, data->asn, policy->asn_at);
    advise_age(&a, data->anonymous, policy->data_at);
    advise_kind(&a);
}
