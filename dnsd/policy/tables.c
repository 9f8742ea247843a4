/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tables.h"

#include "base/hash.h"
#include "image/rulebook.h"
#include "policy/kinds.h"
#include "policy/law.h"
#include "policy/lawtable.h"
#include "policy/mixed.h"
#include "policy/proof.h"
#include "policy/refusal.h"
#include "policy/rows.h"
#include "policy/summary.h"
#include "policy/tiling.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_CHUNK = 256 * 1024 };

struct making {
    struct build *build;
    const struct policy *policy;
    const struct atlas_data *data;
    struct annals *annals;
    struct errs *errs;
    struct arena *arena;
    struct kinds kinds; /* of names: they share their tables */
    size_t nkinds;
    uint32_t *first_table; /* by kind: SECTION_POLICY_TABLE, the first of its intervals */
    struct lawtable *laws; /* of the places; the law of summaries is made beside it */
    struct arena *scratch; /* decisions of one interval, before they are rows */
    int64_t *edges;        /* ascending */
    size_t nedges;
    struct rows rows; /* distinct decisions */
    /* of one interval */
    struct atlas atlas;
    struct summaries summaries;
    uint32_t *spot_summary; /* by spot */
    uint32_t *decisions;    /* by kind, then spot: row numbers */
    int64_t time_s;
};

static bool add_edge(struct making *m, int64_t edge_s, int64_t now_s)
{
    size_t at = 0;
    while (at < m->nedges && m->edges[at] < edge_s) {
        at++;
    }
    if (edge_s <= now_s || edge_s == INT64_MAX || (at < m->nedges && m->edges[at] == edge_s)) {
        return true;
    }
    if (m->nedges == TABLES_EDGES_MAX) {
        return false;
    }
    memmove(m->edges + at + 1, m->edges + at, (m->nedges - at) * sizeof(*m->edges));
    m->edges[at] = edge_s;
    m->nedges++;
    return true;
}

static bool add_window(struct making *m, const struct policy_window *window, int64_t now_s)
{
    return add_edge(m, window->from_s, now_s) && add_edge(m, window->until_s, now_s);
}

/* All edges of windows that still come. */
static bool find_edges(struct making *m, int64_t now_s)
{
    const struct policy *policy = m->policy;
    bool ok = true;
    m->edges = arena_alloc(m->arena, (TABLES_EDGES_MAX + 1) * sizeof(*m->edges));
    for (size_t i = 0; i < policy->nrules; i++) {
        ok = ok && add_window(m, &policy->rules[i].window, now_s);
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        ok = ok && add_window(m, &policy->networks[i].window, now_s);
    }
    for (size_t r = 0; r < policy->nroutes; r++) {
        for (size_t i = 0; i < policy->routes[r].nentries; i++) {
            ok = ok && add_window(m, &policy->routes[r].entries[i].window, now_s);
        }
    }
    return ok || err_add(m->errs, policy->data_at,
                         "the windows of this policy have more than %d edges that still come; "
                         "take those away that are far off",
                         TABLES_EDGES_MAX);
}

/* Let a rule apply for the kinds of names that it covers. */
static void apply(const struct making *m, size_t rule, uint64_t *eligible, uint64_t *applied)
{
    size_t count;
    const uint32_t *covered = lawtable_covered(m->laws, rule, &count);
    size_t nwords = refusal_words(m->policy);
    for (size_t i = 0; i < count; i++) {
        size_t k = covered == NULL ? i : covered[i];
        eligible[k] &= lawtable_satisfying(m->laws, rule);
        applied[k * nwords + rule / 64] |= UINT64_C(1) << rule % 64;
    }
}

/* The law of one place for every kind of name. */
static uint32_t summarise(struct making *m, const struct spot *spot)
{
    uint64_t *eligible = arena_alloc(m->scratch, (m->nkinds + 1) * sizeof(*eligible));
    size_t nwords = refusal_words(m->policy);
    uint64_t *applied = arena_alloc(m->scratch, (m->nkinds * nwords + 1) * sizeof(*applied));
    for (size_t k = 0; k < m->nkinds; k++) {
        eligible[k] = law_everyone(m->policy);
    }
    for (size_t i = 0; i < m->policy->nrules; i++) {
        const struct policy_rule *rule = &m->policy->rules[i];
        struct law_case ask = {.policy = m->policy,
                               .name = rule->nnames == 0 ? 0 : rule->names[0],
                               .time_s = m->time_s};
        if (law_applies(&ask, rule, spot)) {
            apply(m, i, eligible, applied);
        }
    }
    struct summary summary = {.spot = *spot, .eligible = eligible, .applied = applied};
    return summary_add(&m->summaries, &summary);
}

/* The row of what a summary is given for a kind of name. */
static uint32_t decide(struct making *m, uint32_t kind, uint32_t number, struct decision *out)
{
    const struct summary *summary = &m->summaries.list[number];
    struct law_case ask = {.policy = m->policy, .name = m->kinds.first[kind], .time_s = m->time_s};
    decision_make(&ask, &summary->spot, summary->eligible[kind], m->scratch, out);
    return rows_add(&m->rows, out, summary->applied + kind * refusal_words(m->policy));
}

/* Decide for every place and prove it. */
static bool decide_places(struct making *m)
{
    size_t nspots = m->atlas.nspots;
    bool ok = true;
    m->spot_summary = arena_alloc(m->scratch, (nspots + 1) * sizeof(uint32_t));
    m->decisions = arena_alloc(m->scratch, (m->nkinds * nspots + 1) * sizeof(uint32_t));
    lawtable_lay(m->laws, m->atlas.spots, nspots, m->time_s);
    for (uint32_t s = 0; s < nspots; s++) {
        m->spot_summary[s] = summarise(m, &m->atlas.spots[s]);
        for (uint32_t k = 0; k < m->nkinds; k++) {
            struct decision decision;
            struct law_case ask = {
                .policy = m->policy, .name = m->kinds.first[k], .time_s = m->time_s};
            m->decisions[k * nspots + s] = decide(m, k, m->spot_summary[s], &decision);
            uint64_t eligible = lawtable_eligible(m->laws, k, s);
            ok = proof_place(&ask, &m->atlas, s, eligible, &decision, m->errs) && ok;
        }
    }
    return ok;
}

static bool decided_alike(const struct making *m, uint32_t a, uint32_t b)
{
    size_t nspots = m->atlas.nspots;
    for (size_t k = 0; k < m->nkinds; k++) {
        if (m->decisions[k * nspots + a] != m->decisions[k * nspots + b]) {
            return false;
        }
    }
    return true;
}

/* By spot: a number that is equal where the decisions of all kinds are. */
static uint32_t *sign(struct making *m)
{
    size_t nspots = m->atlas.nspots;
    size_t nslots = 2;
    while (nslots < 2 * nspots) {
        nslots *= 2;
    }
    uint32_t *signatures = arena_alloc(m->scratch, (nspots + 1) * sizeof(*signatures));
    uint32_t *slots = arena_alloc(m->scratch, nslots * sizeof(*slots)); /* spot + 1 */
    for (uint32_t s = 0; s < nspots; s++) {
        uint64_t at = 0;
        for (size_t k = 0; k < m->nkinds; k++) {
            at = hash_mix(hash_root(at), m->decisions[k * nspots + s]);
        }
        uint32_t *slot;
        while (*(slot = &slots[at & (nslots - 1)]) != 0 && !decided_alike(m, *slot - 1, s)) {
            at++;
        }
        *slot = *slot == 0 ? s + 1 : *slot;
        signatures[s] = *slot - 1;
    }
    return signatures;
}

/* Whether the finished map says what was decided, in scopes that do not overlap. */
static bool prove_map(struct making *m, uint32_t kind, uint32_t map)
{
    struct tiling tiling = {.build = m->build,
                            .map = map,
                            .atlas = &m->atlas,
                            .decisions = m->decisions + kind * m->atlas.nspots,
                            .base = m->rows.base};
    char name[NAME_TEXT_SIZE];
    char network[PREFIX_TEXT_SIZE];
    struct prefix where;
    return tiling_holds(&tiling, &where) ||
           err_add(m->errs, m->policy->names[m->kinds.first[kind]].at,
                   "%s: the compiled map does not say at %s what was decided; this is an error of "
                   "dnsd: report it",
                   name_format(m->policy->names[m->kinds.first[kind]].name.octets, name),
                   prefix_format(&where, network));
}

/* What mixed networks get for a kind, by number of the summary. */
static struct range_ref add_mixed(struct making *m, uint32_t kind, size_t nsummaries)
{
    struct range_ref range = {.first = (uint32_t)build_count(m->build, SECTION_POLICY_MIXED),
                              .count = (uint32_t)nsummaries};
    for (uint32_t i = 0; i < nsummaries; i++) {
        struct decision decision;
        uint32_t row = m->rows.base + decide(m, kind, i, &decision);
        build_add(m->build, SECTION_POLICY_MIXED, &row, 1);
    }
    return range;
}

/* The tables of all kinds for one interval. */
static bool add_tables(struct making *m, size_t interval)
{
    bool ok = true;
    uint32_t roots[2];
    const struct spot nothing = {.asn = 0};
    struct decision decision;
    struct mixed_in in = {.atlas = &m->atlas,
                          .signatures = sign(m),
                          .summaries = m->spot_summary,
                          .all = &m->summaries};
    mixed_make(m->build, &in, roots);
    size_t nsummaries = m->summaries.count;
    uint32_t unknown = summarise(m, &nothing);
    for (uint32_t k = 0; k < m->nkinds; k++) {
        struct image_policy_table table = {.root4 = roots[0], .root6 = roots[1]};
        table.map = map_build_values(m->build, &m->atlas.v4, &m->atlas.v6,
                                     m->decisions + k * m->atlas.nspots, m->rows.base);
        ok = prove_map(m, k, table.map) && ok;
        table.mixed = add_mixed(m, k, nsummaries);
        table.unknown = m->rows.base + decide(m, k, unknown, &decision);
        memcpy(build_at(m->build, SECTION_POLICY_TABLE, m->first_table[k] + interval), &table,
               sizeof(table));
    }
    return ok;
}

static bool make_interval(struct making *m, size_t interval, int64_t now_s)
{
    m->time_s = interval == 0 ? now_s : m->edges[interval - 1];
    m->scratch = arena_new(ARENA_CHUNK);
    m->summaries = (struct summaries){
        .arena = m->scratch, .nkinds = m->nkinds, .nwords = refusal_words(m->policy)};
    bool ok = atlas_make(m->policy, m->data, m->time_s, m->scratch, &m->atlas, m->errs);
    if (interval == m->nedges) {
        atlas_forget(m->data); /* a tenth of the memory that this takes */
    }
    ok = ok && decide_places(m);
    ok = ok && add_tables(m, interval) &&
         annals_interval(m->annals, &m->atlas, &m->summaries, m->time_s);
    atlas_done(&m->atlas);
    arena_free(m->scratch);
    return ok;
}

static bool make_intervals(struct making *m, int64_t now_s)
{
    bool ok = true;
    uint32_t count = (uint32_t)m->nedges + 1;
    uint32_t first = build_add(m->build, SECTION_POLICY_TABLE, NULL, m->nkinds * (size_t)count);
    m->first_table = arena_alloc(m->arena, (m->nkinds + 1) * sizeof(*m->first_table));
    for (uint32_t k = 0; k < m->nkinds; k++) {
        m->first_table[k] = first + k * count;
    }
    for (size_t i = 0; i < count && ok; i++) {
        ok = make_interval(m, i, now_s);
    }
    return ok;
}

static uint32_t add_binding(struct making *m, uint32_t number, struct range_ref targets)
{
    const struct policy_name *name = &m->policy->names[number];
    struct image_policy_binding binding = {
        .name = build_blob(m->build, name->name.octets, name->name.len),
        .route = build_text(m->build, m->policy->routes[name->route].name),
        .answer = name->answer == ANSWER_CNAME ? POLICY_CNAME : POLICY_ADDRESS,
        .ttl_s = name->ttl_s,
        .tables = {.first = m->first_table[m->kinds.of[number]], .count = (uint32_t)m->nedges + 1},
        .targets = targets};
    return build_add(m->build, SECTION_POLICY_BINDING, &binding, 1);
}

static void add_clusters(struct making *m, struct image_policy *out)
{
    out->clusters =
        (struct range_ref){.first = (uint32_t)build_count(m->build, SECTION_POLICY_CLUSTER),
                           .count = (uint32_t)m->policy->nclusters};
    for (size_t i = 0; i < m->policy->nclusters; i++) {
        const struct policy_cluster *cluster = &m->policy->clusters[i];
        struct image_policy_cluster row = {.name = build_text(m->build, cluster->name),
                                           .weight = cluster->weight};
        build_add(m->build, SECTION_POLICY_CLUSTER, &row, 1);
        out->checked |= (uint64_t)(cluster->health.probe != PROBE_NONE) << i;
        out->drained |= (uint64_t)(cluster->state == STATE_DRAIN) << i;
        out->off |= (uint64_t)(cluster->state == STATE_OFF) << i;
    }
}

bool tables_make(struct build *build, const struct policy *policy, const struct atlas_data *data,
                 int64_t now_s, uint32_t zone_set, const struct range_ref *targets,
                 struct annals *annals, uint32_t *out, struct errs *errs)
{
    struct making *m = calloc(1, sizeof(*m));
    if (m == NULL) {
        return err_add(errs, policy->data_at, "no memory to compile the policy");
    }
    *m = (struct making){
        .build = build, .policy = policy, .data = data, .annals = annals, .errs = errs};
    m->arena = arena_new(ARENA_CHUNK);
    rows_begin(&m->rows, build, policy, m->arena);
    kinds_make(policy, KINDS_BY_LASTS, m->arena, &m->kinds);
    m->nkinds = m->kinds.count;
    m->laws = lawtable_new(policy, &m->kinds, m->arena);
    bool ok = find_edges(m, now_s) && make_intervals(m, now_s);
    if (ok) {
        struct image_policy row = {.zone_set = zone_set,
                                   .flags = policy->no_ecs_unknown ? POLICY_NO_ECS_UNKNOWN : 0};
        uint32_t *bindings = arena_alloc(m->arena, (policy->nnames + 1) * sizeof(*bindings));
        for (uint32_t n = 0; n < policy->nnames; n++) {
            bindings[n] = add_binding(m, n, targets[n]);
        }
        add_clusters(m, &row);
        row.names = rows_names(&m->rows, bindings);
        row.decisions = rows_end(&m->rows);
        row.edges =
            (struct range_ref){.first = build_add(build, SECTION_POLICY_EDGE, m->edges, m->nedges),
                               .count = (uint32_t)m->nedges};
        *out = build_add(build, SECTION_POLICY, &row, 1);
    }
    lawtable_done(m->laws);
    arena_free(m->arena);
    free(m);
    return ok;
}
