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
    int64_t edge_s; /* the next edge of a window; INT64_MAX = none */
    struct naivemap map;
    struct arena *arena;
    struct arena *scratch;         /* of the question that is answered */
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
    naive->edge_s = naivelaw_next_edge(policy, time_s);
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
    arena_free(naive->scratch);
    arena_free(naive->arena);
    free(naive);
}

void naive_move(struct naive *naive, int64_t time_s)
{
    naive->time_s = time_s;
    naive->edge_s = naivelaw_next_edge(naive->policy, time_s);
    naive->scope_name = POLICY_NONE;
    for (size_t n = 0; n < naive->policy->nnames; n++) {
        naive->known[n] = NULL;
    }
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
    g->common = naivemap_common(&g->common, at, naive->scratch);
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

/* What is made for one mixed network is forgotten with a later question. */
static void forget_mixed(struct naive *naive)
{
    enum { ENOUGH_OCTETS = 1 << 20 };
    if (naive->scratch != NULL && arena_size(naive->scratch) > ENOUGH_OCTETS) {
        arena_free(naive->scratch);
        naive->scratch = NULL;
    }
    if (naive->scratch == NULL) {
        naive->scratch = arena_new(64 * 1024);
    }
}

/* The same for no client: nothing is known. */
static struct naivetaste decide_nobody(struct naive *naive, uint32_t name, struct naive_answer *out)
{
    const struct naivewho_place unknown = {.asn = 0};
    return *naive_judge(naive, name, &unknown, &out->eligible);
}

struct naivetaste naive_decide(struct naive *naive, const struct naive_query *query,
                               struct naive_answer *out)
{
    *out = (struct naive_answer){.kind = NAIVE_SERVFAIL};
    if (query->client == NULL) {
        return decide_nobody(naive, query->name, out);
    }
    struct gathering g = {.name = query->name};
    struct prefix normal = *query->client;
    prefix_unmap(query->client, &normal);
    forget_mixed(naive);
    naive->question++;
    gather(naive, &g, &normal);
    struct naivetaste taste = *naive->decisions[g.decision];
    if (g.mixed) {
        taste = naivetaste_decide(naive->policy, query->name, naive->time_s, &g.common, g.eligible,
                                  naive->scratch);
    }
    out->mixed = g.mixed;
    out->eligible = g.eligible;
    out->scope_bits = leaf_bits(naive, query->name, query->client);
    unsigned least = naivescope_least(query->client);
    if (naivetaste_spreads(&taste) && out->scope_bits < least) {
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

/* Item 7: P cut to /24 or /48, after item 1; without P the resolver's address. */
static struct prefix hashed_network(const struct naive_query *query)
{
    struct prefix network = {.addr = {.family = FAMILY_IPV4}};
    struct prefix inside;
    if (query->client != NULL) {
        network = *query->client;
    } else if (query->resolver != NULL) {
        network = prefix_of(query->resolver, family_bits(query->resolver->family));
    }
    if (prefix_unmap(&network, &inside) != 0) {
        network = inside;
    }
    return prefix_of(&network.addr, network.addr.family == FAMILY_IPV4 ? 24 : 48);
}

/* The part of a decision that takes the client: the first without share, or whose share does. */
static const struct naivetaste_part *part_of(const struct policy *policy, uint32_t name,
                                             const struct naivetaste *taste,
                                             const struct prefix *network)
{
    const char *route = policy->routes[policy->names[name].route].name;
    for (size_t i = 0; i < taste->nparts; i++) {
        const struct naivetaste_part *part = &taste->parts[i];
        if (part->share == 0 ||
            naivehash_takes(network, &policy->names[name].name, route, part->share)) {
            return part;
        }
    }
    return NULL;
}

void naive_give(const struct policy *policy, const struct naive_query *query,
                const struct naivetaste *taste, const struct naive_state *state,
                struct naive_answer *out)
{
    const struct naivetaste_part nothing = {.ntiers = 0};
    struct prefix network = hashed_network(query);
    const struct naivetaste_part *part = part_of(policy, query->name, taste, &network);
    struct naive_outcome outcome = part_outcome(taste, part == NULL ? &nothing : part, state);
    if (taste->refused || outcome.refused) {
        out->kind = NAIVE_REFUSED;
    } else if (outcome.clusters != 0) {
        out->kind = NAIVE_CLUSTER;
        out->cluster =
            naivehash_pick(policy, outcome.clusters, &network, &policy->names[query->name].name);
    } else {
        out->kind = outcome.nodata ? NAIVE_NODATA : NAIVE_SERVFAIL;
    }
}

/* Item 8: the name's, cut to the next edge. */
static uint32_t ttl_of(const struct naive *naive, uint32_t name)
{
    uint32_t ttl_s = naive->policy->names[name].ttl_s;
    bool cut = naive->edge_s != INT64_MAX && naive->edge_s - naive->time_s < (int64_t)ttl_s;
    return cut ? (uint32_t)(naive->edge_s - naive->time_s) : ttl_s;
}

void naive_ask(struct naive *naive, const struct naive_query *query,
               const struct naive_state *state, struct naive_answer *out)
{
    struct naivetaste taste = naive_decide(naive, query, out);
    out->reach = naivetaste_reach(&taste);
    out->ttl_s = ttl_of(naive, query->name);
    naive_give(naive->policy, query, &taste, state, out);
}
