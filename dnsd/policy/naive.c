/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naive.h"

#include "base/must.h"
#include "policy/naivehash.h"
#include "policy/naivelaw.h"
#include "policy/naivescope.h"

#include <stdlib.h>

/* What is remembered of a place for a name. */
struct known {
    bool decided;
    uint32_t decision; /* naive.decisions */
    uint64_t eligible;
};

struct naive {
    const struct policy *policy;
    int64_t time_s;
    struct naivemap map;
    struct arena *arena;
    struct known **known;          /* by name, then by place */
    struct naivetaste **decisions; /* distinct */
    size_t ndecisions;
    size_t decisions_room;
    uint64_t *satisfying; /* by rule: the clusters that do */
    uint32_t *seen;       /* by place: the number of the question that met it */
    uint32_t question;
    struct naivescope scope; /* of the name that was asked last */
    uint32_t scope_name;
};

/* What the places of a client come to, while they are walked. */
struct gathering {
    uint32_t name;
    bool any;
    bool mixed;
    uint32_t decision; /* of the first */
    uint64_t eligible;
    struct naivewho_place common;
};

struct naive *naive_new(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                        struct errs *errs)
{
    struct naive *naive = must(calloc(1, sizeof(*naive)));
    naive->policy = policy;
    naive->time_s = time_s;
    naive->arena = arena_new(256 * 1024);
    naive->scope_name = POLICY_NONE;
    if (!naivemap_make(policy, data, time_s, &naive->map, errs)) {
        naive_free(naive);
        return NULL;
    }
    naive->known = arena_alloc(naive->arena, (policy->nnames + 1) * sizeof(*naive->known));
    naive->seen = arena_alloc(naive->arena, (naive->map.nplaces + 1) * sizeof(*naive->seen));
    naive->satisfying =
        arena_alloc(naive->arena, (policy->nrules + 1) * sizeof(*naive->satisfying));
    for (size_t r = 0; r < policy->nrules; r++) {
        for (uint32_t c = 0; c < policy->nclusters; c++) {
            if (naivelaw_satisfies(policy, &policy->rules[r], c)) {
                naive->satisfying[r] |= UINT64_C(1) << c;
            }
        }
    }
    return naive;
}

void naive_free(struct naive *naive)
{
    if (naive == NULL) {
        return;
    }
    naivescope_done(&naive->scope);
    naivemap_done(&naive->map);
    arena_free(naive->arena);
    free(naive);
}

const struct naivemap *naive_map(const struct naive *naive)
{
    return &naive->map;
}

struct naive_state naive_start(const struct policy *policy)
{
    struct naive_state state = {.up = UINT64_MAX};
    for (size_t c = 0; c < policy->nclusters; c++) {
        uint64_t bit = UINT64_C(1) << c;
        state.drained |= policy->clusters[c].state == STATE_DRAIN ? bit : 0;
        state.off |= policy->clusters[c].state == STATE_OFF ? bit : 0;
    }
    return state;
}

/* Item 4 for one place. */
static uint64_t eligible_at(const struct naive *naive, uint32_t name,
                            const struct naivewho_place *place)
{
    const struct policy *policy = naive->policy;
    uint64_t eligible = 0;
    for (size_t c = 0; c < policy->nclusters; c++) {
        eligible |= UINT64_C(1) << c;
    }
    for (size_t r = 0; r < policy->nrules; r++) {
        if (naivelaw_applies(policy, &policy->rules[r], name, naive->time_s, place)) {
            eligible &= naive->satisfying[r];
        }
    }
    return eligible;
}

/* The number of a decision: equal ones have one. */
static uint32_t number_of(struct naive *naive, const struct naivetaste *taste)
{
    for (size_t i = 0; i < naive->ndecisions; i++) {
        if (naivetaste_same(naive->decisions[i], taste)) {
            return (uint32_t)i;
        }
    }
    naive->decisions = arena_grow(naive->arena, naive->decisions, naive->ndecisions,
                                  &naive->decisions_room, sizeof(struct naivetaste *));
    struct naivetaste *kept = arena_alloc(naive->arena, sizeof(*kept));
    *kept = *taste;
    naive->decisions[naive->ndecisions] = kept;
    return (uint32_t)naive->ndecisions++;
}

static const struct known *know(struct naive *naive, uint32_t name, uint32_t place)
{
    if (naive->known[name] == NULL) {
        naive->known[name] =
            arena_alloc(naive->arena, (naive->map.nplaces + 1) * sizeof(struct known));
    }
    struct known *known = &naive->known[name][place];
    if (!known->decided) {
        const struct naivewho_place *at = &naive->map.places[place];
        uint64_t eligible = eligible_at(naive, name, at);
        struct naivetaste taste =
            naivetaste_decide(naive->policy, name, naive->time_s, at, eligible, naive->arena);
        *known = (struct known){
            .decided = true, .decision = number_of(naive, &taste), .eligible = eligible};
    }
    return known;
}

const struct naivetaste *naive_decision(struct naive *naive, uint32_t name, uint32_t place,
                                        uint64_t *eligible)
{
    const struct known *known = know(naive, name, place);
    if (eligible != NULL) {
        *eligible = known->eligible;
    }
    return naive->decisions[known->decision];
}

const struct naivetaste *naive_judge(struct naive *naive, uint32_t name,
                                     const struct naivewho_place *place, uint64_t *eligible)
{
    *eligible = eligible_at(naive, name, place);
    struct naivetaste taste =
        naivetaste_decide(naive->policy, name, naive->time_s, place, *eligible, naive->arena);
    uint32_t number = number_of(naive, &taste); /* which may move the list */
    return naive->decisions[number];
}

static void gather_place(struct naive *naive, struct gathering *g, uint32_t place)
{
    if (naive->seen[place] == naive->question) {
        return;
    }
    naive->seen[place] = naive->question;
    const struct known *known = know(naive, g->name, place);
    const struct naivewho_place *at = &naive->map.places[place];
    if (!g->any) {
        g->any = true;
        g->decision = known->decision;
        g->eligible = known->eligible;
        g->common = *at;
        return;
    }
    g->mixed = g->mixed || known->decision != g->decision;
    g->eligible &= known->eligible;
    g->common = naivemap_common(&g->common, at, naive->arena);
}

/* The places of all addresses of a network; of a block that carries IPv4 they are IPv4's. */
static void gather(struct naive *naive, struct gathering *g, const struct prefix *network)
{
    bool is_v4 = network->addr.family == FAMILY_IPV4;
    const struct naivemap_family *family = is_v4 ? &naive->map.v4 : &naive->map.v6;
    struct addr last = naivemap_last(network);
    for (size_t i = naivemap_find(family, &network->addr);
         i < family->nranges && naivemap_compare(&family->ranges[i].first, &last) <= 0; i++) {
        if (family->ranges[i].place != NAIVEMAP_BLOCK) {
            gather_place(naive, g, family->ranges[i].place);
            continue;
        }
        for (size_t j = 0; j < naive->map.v4.nranges; j++) {
            gather_place(naive, g, naive->map.v4.ranges[j].place);
        }
    }
}

static unsigned leaf_bits(struct naive *naive, uint32_t name, const struct prefix *client)
{
    if (naive->scope_name != name) {
        size_t nplaces = naive->map.nplaces;
        uint32_t *decisions = must(calloc(nplaces + 1, sizeof(*decisions)));
        for (uint32_t i = 0; i < nplaces; i++) {
            decisions[i] = know(naive, name, i)->decision;
        }
        naivescope_done(&naive->scope);
        naivescope_make(&naive->map, decisions, &naive->scope);
        naive->scope_name = name;
        free(decisions);
    }
    return naivescope_leaf(&naive->scope, client);
}

/* Items 1 to 5 and 9. normal: the client's network after item 1. */
static const struct naivetaste *decide(struct naive *naive, const struct naive_query *query,
                                       const struct prefix *normal, struct naive_answer *out)
{
    struct gathering g = {.name = query->name};
    naive->question++;
    gather(naive, &g, normal);
    const struct naivetaste *taste = naive->decisions[g.decision];
    if (g.mixed) {
        struct naivetaste mixed = naivetaste_decide(naive->policy, query->name, naive->time_s,
                                                    &g.common, g.eligible, naive->arena);
        uint32_t number = number_of(naive, &mixed); /* which may move the list */
        taste = naive->decisions[number];
    }
    out->mixed = g.mixed;
    out->eligible = g.eligible;
    out->scope_bits = leaf_bits(naive, query->name, query->client);
    unsigned least = naivescope_least(query->client);
    if (naivetaste_spreads(taste) && out->scope_bits < least) {
        out->scope_bits = least;
    }
    return taste;
}

/* Item 6: the clusters to choose among of a part; 0 = none. */
static uint64_t tier_of(const struct naivetaste_part *part, const struct naive_state *state,
                        uint64_t up)
{
    const uint64_t admitted[] = {~state->off & ~state->drained, ~state->off};
    for (int admit = 0; admit < 2; admit++) {
        for (size_t i = 0; i < part->ntiers; i++) {
            uint64_t usable = part->tiers[i] & admitted[admit] & up;
            if (usable != 0) {
                return usable;
            }
        }
    }
    return 0;
}

/* Items 6 and when-none-healthy for the clients of one part. */
static struct naive_outcome part_outcome(const struct naivetaste *taste,
                                         const struct naivetaste_part *part,
                                         const struct naive_state *state)
{
    uint64_t usable = tier_of(part, state, state->up);
    for (size_t i = 0; usable == 0 && i < taste->nlasts; i++) {
        const struct policy_last *last = &taste->lasts[i];
        switch (last->kind) {
        case LAST_CLUSTER:
            usable = (UINT64_C(1) << last->cluster) & ~state->off;
            break;
        case LAST_TRY_ANYWAY:
            usable = tier_of(part, state, UINT64_MAX);
            break;
        case LAST_REFUSED:
            return (struct naive_outcome){.refused = true};
        case LAST_NODATA:
            return (struct naive_outcome){.nodata = true};
        case LAST_SERVFAIL:
            return (struct naive_outcome){.servfail = true};
        }
    }
    return (struct naive_outcome){.clusters = usable, .servfail = usable == 0};
}

struct naive_outcome naive_outcome(const struct naivetaste *taste, const struct naive_state *state)
{
    struct naive_outcome all = {.refused = taste->refused};
    for (size_t i = 0; !taste->refused && i < taste->nparts; i++) {
        struct naive_outcome one = part_outcome(taste, &taste->parts[i], state);
        all.clusters |= one.clusters;
        all.servfail = all.servfail || one.servfail;
        all.refused = all.refused || one.refused;
        all.nodata = all.nodata || one.nodata;
    }
    return all;
}

/* Items 6 and 7. network: what is hashed. */
static void choose(const struct policy *policy, const struct naive_query *query,
                   const struct naivetaste *taste, const struct naive_state *state,
                   const struct prefix *network, struct naive_answer *out)
{
    const struct policy_name *name = &policy->names[query->name];
    const char *route = policy->routes[name->route].name;
    const struct naivetaste_part nothing = {.ntiers = 0};
    const struct naivetaste_part *part = &nothing;
    for (size_t i = taste->nparts; i > 0; i--) {
        const struct naivetaste_part *one = &taste->parts[i - 1];
        if (one->share == 0 || naivehash_takes(network, &name->name, route, one->share)) {
            part = one;
        }
    }
    struct naive_outcome outcome = part_outcome(taste, part, state);
    out->kind = outcome.refused ? NAIVE_REFUSED : outcome.nodata ? NAIVE_NODATA : NAIVE_SERVFAIL;
    if (taste->refused) {
        out->kind = NAIVE_REFUSED;
    } else if (outcome.clusters != 0) {
        out->kind = NAIVE_CLUSTER;
        out->cluster = naivehash_pick(policy, outcome.clusters, network, &name->name);
    }
}

void naive_ask(struct naive *naive, const struct naive_query *query,
               const struct naive_state *state, struct naive_answer *out)
{
    *out = (struct naive_answer){.kind = NAIVE_SERVFAIL};
    const struct naivetaste *taste;
    struct prefix network = {.addr = {.family = FAMILY_IPV4}};
    if (query->client == NULL) {
        const struct naivewho_place unknown = {.asn = 0};
        taste = naive_judge(naive, query->name, &unknown, &out->eligible);
        if (query->resolver != NULL) {
            network = prefix_of(query->resolver, family_bits(query->resolver->family));
        }
        prefix_unmap(&network, &network);
    } else {
        network = *query->client;
        prefix_unmap(query->client, &network);
        taste = decide(naive, query, &network, out);
    }
    out->reach = naivetaste_reach(taste);
    network = prefix_of(&network.addr, network.addr.family == FAMILY_IPV4 ? 24 : 48);
    choose(naive->policy, query, taste, state, &network, out);
}
