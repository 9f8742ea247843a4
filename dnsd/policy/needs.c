/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/needs.h"

#include "geo/country.h"
#include "policy/law.h"
#include "policy/match.h"
#include "policy/tables.h"

#include <string.h>
#include <strings.h>

struct needs {
    const struct policy *policy;
    const struct atlas_data *data;
    struct errs *errs;
};

static bool has_any(const struct policy_who *who)
{
    for (size_t i = 0; i < who->any_of.count; i++) {
        if (who->any_of.list[i].kind == TERM_ANY) {
            return !who->has_all_of && !who->has_none_of;
        }
    }
    return false;
}

static bool is_always(const struct policy_window *window)
{
    return window->from_s == INT64_MIN && window->until_s == INT64_MAX;
}

/* Somebody whom no entry takes at all times: a country; unknown when all of these are taken. */
static const char *left_over(const struct needs *n, const struct policy_route *route,
                             char country[3])
{
    struct spot spot = {.asn = 0};
    for (size_t i = 0; country_at(i, spot.country) != NULL; i++) {
        bool taken = false;
        for (size_t e = 0; e < route->nentries && !taken; e++) {
            const struct policy_entry *entry = &route->entries[e];
            taken = entry->share == 0 && is_always(&entry->window) &&
                    match_who(n->policy, &entry->who, &spot) == TRUTH_YES;
        }
        if (!taken) {
            memcpy(country, spot.country, sizeof(spot.country));
            return country;
        }
    }
    return "unknown";
}

/* R2: the last entry takes everybody who is left, always. */
static void need_end(const struct needs *n, const struct policy_route *route)
{
    char country[3];
    const struct policy_entry *last =
        route->nentries == 0 ? NULL : &route->entries[route->nentries - 1];
    if (last == NULL || !has_any(&last->who)) {
        err_find(n->errs, ERR_ERROR, "R2", last == NULL ? route->at : last->at, 1,
                 "route %s has no entry for everybody at its end; end it with { who: [any], to: "
                 "[..] }",
                 route->name);
    } else if (last->share != 0 || !is_always(&last->window)) {
        err_find(n->errs, ERR_ERROR, "R2", last->at, 1,
                 "the last entry of route %s has %s, so some people have no entry; put one without "
                 "it below",
                 route->name, last->share != 0 ? "a share" : "a window");
    } else {
        return;
    }
    err_detail(n->errs, "witness", "%s", left_over(n, route, country));
}

/* Whether the database of countries is one that knows subdivisions. */
static bool knows_subdivisions(const struct atlas_data *data)
{
    const struct mmdb_facts *facts;
    for (size_t i = 0; (facts = database_facts(data->country, i)) != NULL; i++) {
        for (const char *at = facts->type; *at != '\0'; at++) {
            if (strncasecmp(at, "city", 4) == 0 || strncasecmp(at, "enterprise", 10) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* G3: people are told apart by what the data does not say. */
static void need_terms(const struct needs *n, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        if (term->kind == TERM_ASN && n->data->asn == NULL) {
            err_find(n->errs, ERR_ERROR, "G3", term->at, 1,
                     "AS%u needs a database of ASes; name one in data: asn", term->number);
        }
        if (term->kind == TERM_SUBDIVISION && !knows_subdivisions(n->data)) {
            err_find(n->errs, ERR_ERROR, "G3", term->at, (uint32_t)strlen(term->code),
                     "%s needs a City database; name one in data: country", term->code);
        }
    }
}

static void need_who(const struct needs *n, const struct policy_who *who)
{
    const struct policy_terms *parts[] = {&who->any_of, &who->all_of, &who->none_of};
    for (int p = 0; p < 3; p++) {
        need_terms(n, parts[p]);
        for (size_t i = 0; i < parts[p]->count; i++) {
            if (parts[p]->list[i].kind == TERM_GROUP) {
                need_who(n, &n->policy->groups[parts[p]->list[i].number].who);
            }
        }
    }
}

/* Each interval between edges is judged, proved and compiled. */
static bool need_few_edges(const struct needs *n, int64_t now_s)
{
    if (law_count_edges(n->policy, now_s, TABLES_EDGES_MAX) <= TABLES_EDGES_MAX) {
        return true;
    }
    return err_find(
        n->errs, ERR_ERROR, "S1", n->policy->data_at, 1,
        "the windows of this policy have more than %d edges that still come; take those "
        "away that are far off",
        TABLES_EDGES_MAX);
}

bool needs_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 struct errs *errs)
{
    const struct needs n = {.policy = policy, .data = data, .errs = errs};
    for (size_t i = 0; i < policy->nroutes; i++) {
        const struct policy_route *route = &policy->routes[i];
        need_end(&n, route);
        for (size_t e = 0; e < route->nentries; e++) {
            need_who(&n, &route->entries[e].who);
        }
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        need_who(&n, &policy->rules[i].who);
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        need_terms(&n, &policy->expects[i].from);
    }
    return need_few_edges(&n, now_s);
}
