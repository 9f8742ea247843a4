/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/proveclaim.h"

#include "policy/naivelaw.h"
#include "policy/naivesurvey.h"
#include "policy/phrase.h"

#include <string.h>

enum { PLACES_SHOWN = 20 };

/* A claim while it is judged. */
struct judging {
    const struct prove *prove;
    const struct provestates *states;
    const struct policy_expect *claim;
    struct proveclaim *out;
    bool lands;        /* lands-on is judged */
    uint64_t allowed;  /* by lands-on */
    uint64_t unwanted; /* by never */
    uint32_t name;
    bool *happens;                   /* by health state */
    size_t simplest;                 /* the state of the counterexample */
    const struct naivetaste **known; /* decisions whose states were tried, for this name */
    size_t nknown;
    size_t room;
};

/* Somebody at a place, or behind a network. */
struct somebody {
    const struct naivetaste *taste;
    const struct naivewho_place *place; /* NULL = see network */
    const struct prefix *network;       /* NULL = the data has none there */
};

/* Whether a cluster is meant: by name, by all conditions, or, for `never`, by one of them. */
static bool is_meant(const struct policy *policy, const struct policy_clusters *set, uint32_t c,
                     bool wholly)
{
    enum naivewho_truth least;
    enum naivewho_truth most;
    bool has_places = set->located_in.present || set->controlled_from.present;
    bool located = wholly;
    bool controlled = wholly;
    if (set->located_in.present) {
        least = naivelaw_located(policy, &policy->clusters[c], &set->located_in.terms);
        located = wholly ? least == NAIVEWHO_YES : least != NAIVEWHO_NO;
    }
    if (set->controlled_from.present) {
        naivelaw_controlled(policy, &policy->clusters[c], &set->controlled_from.terms, &least,
                            &most);
        controlled = wholly ? least == NAIVEWHO_YES : most != NAIVEWHO_NO;
    }
    bool by_place = wholly ? located && controlled : located || controlled;
    return (set->named & (UINT64_C(1) << c)) != 0 || (has_places && by_place);
}

static uint64_t meant(const struct policy *policy, const struct policy_clusters *set, bool wholly)
{
    uint64_t mask = 0;
    for (uint32_t c = 0; c < policy->nclusters; c++) {
        mask |= is_meant(policy, set, c, wholly) ? UINT64_C(1) << c : 0;
    }
    return mask;
}

static struct naive_outcome outcome_in(const struct judging *j, const struct naivetaste *taste,
                                       uint64_t down)
{
    struct naive_state state = naive_start(j->prove->policy);
    state.up &= ~down;
    return naive_outcome(taste, &state);
}

/* "ams in NL <- amer-emea (IE) <- parent amer (US)" */
static const char *clusters_text(const struct judging *j, uint64_t mask)
{
    const struct policy *policy = j->prove->policy;
    const char *text = "";
    for (uint32_t c = 0; c < policy->nclusters; c++) {
        if ((mask & (UINT64_C(1) << c)) != 0) {
            text = arena_printf(j->prove->arena, "%s%s%s, in %s", text, text[0] == '\0' ? "" : "; ",
                                phrase_owners(policy, c, j->prove->arena),
                                policy->clusters[c].location);
        }
    }
    return text;
}

static const char *outcome_text(const struct judging *j, struct naive_outcome outcome,
                                uint64_t mask)
{
    if ((outcome.clusters & mask) != 0) {
        return clusters_text(j, outcome.clusters & mask);
    }
    return outcome.servfail ? "SERVFAIL" : outcome.refused ? "REFUSED" : "NODATA";
}

static void refute(struct judging *j, const struct somebody *who, uint64_t down, const char *given,
                   const char *wanted)
{
    const struct prove *prove = j->prove;
    const char *what;
    if (who->network != NULL) {
        what = prove_case_text(prove, j->name, who->network, who->place, down);
    } else {
        what = arena_printf(prove->arena, "%s (of which the data has no network), %s",
                            prove_place_text(prove, who->place), prove_name_text(prove, j->name));
    }
    j->out->fault = (struct prove_fault){.what = what, .given = given, .wanted = wanted};
    j->out->refuted = true;
}

/* In which states a decision gives what it never should; the simplest is the counterexample. */
static void try_states(struct judging *j, const struct somebody *who)
{
    bool first = !j->out->refuted;
    for (size_t i = 0; i < j->nknown; i++) {
        if (j->known[i] == who->taste) {
            return;
        }
    }
    j->known = arena_grow(j->prove->arena, j->known, j->nknown, &j->room, sizeof(*j->known));
    j->known[j->nknown++] = who->taste;
    for (size_t i = 0; i < j->states->count; i++) {
        struct naive_outcome outcome = outcome_in(j, who->taste, j->states->down[i]);
        if ((outcome.clusters & j->unwanted) == 0) {
            continue;
        }
        j->happens[i] = true;
        if (first || i < j->simplest) {
            first = false;
            j->simplest = i;
            refute(j, who, j->states->down[i], clusters_text(j, outcome.clusters & j->unwanted),
                   NULL);
        }
    }
    if (first) { /* no health alone brings it about: a cluster that is off */
        j->simplest = j->states->count;
        refute(j, who, 0, clusters_text(j, naivetaste_reach(who->taste) & j->unwanted), NULL);
    }
}

/* Whether it goes against the claim. */
static bool judge(struct judging *j, const struct somebody *who)
{
    bool against = false;
    if (j->claim->has_never && (naivetaste_reach(who->taste) & j->unwanted) != 0) {
        try_states(j, who);
        against = true;
    }
    if (j->lands) {
        struct naive_outcome outcome = outcome_in(j, who->taste, j->claim->down);
        bool elsewhere = (outcome.clusters & ~j->allowed) != 0 || outcome.servfail ||
                         outcome.refused || outcome.nodata;
        if (elsewhere && !j->out->refuted) {
            j->simplest = 0;
            refute(j, who, j->claim->down, outcome_text(j, outcome, ~j->allowed),
                   phrase_clusters(j->prove->policy, j->allowed, j->prove->arena));
        }
        against = against || elsewhere;
    }
    return against;
}

static void add_text(const struct judging *j, const struct naivewho_place *place, const char **text,
                     size_t *count)
{
    if (*count == PLACES_SHOWN) {
        *text = arena_printf(j->prove->arena, "%s ...", *text);
    } else if (*count < PLACES_SHOWN) {
        *text = arena_printf(j->prove->arena, "%s%s%s", *text, *count == 0 ? "" : " ",
                             prove_place_text(j->prove, place));
    }
    (*count)++;
}

static size_t count_networks(const struct naivemap_family *family, const bool *against)
{
    size_t count = 0;
    for (size_t i = 0; i < family->nranges; i++) {
        struct addr at = family->ranges[i].first;
        struct addr last = naivemap_range_last(family, i);
        bool more = family->ranges[i].place != NAIVEMAP_BLOCK && against[family->ranges[i].place];
        while (more) {
            struct prefix network = prove_network(&at, &last);
            struct addr end = naivemap_last(&network);
            at = naivemap_after(&end);
            more = naivemap_compare(&end, &last) < 0;
            count++;
        }
    }
    return count;
}

/* The first network at each place. */
static void list_examples(const struct naivemap *map, struct prefix *examples)
{
    const struct naivemap_family *families[] = {&map->v6, &map->v4};
    for (size_t f = 0; f < ARRAY_LEN(families); f++) {
        for (size_t i = families[f]->nranges; i > 0; i--) {
            uint32_t place = families[f]->ranges[i - 1].place;
            struct addr last = naivemap_range_last(families[f], i - 1);
            if (place != NAIVEMAP_BLOCK) {
                examples[place] = prove_network(&families[f]->ranges[i - 1].first, &last);
            }
        }
    }
}

static void judge_map(struct judging *j, bool *against)
{
    const struct policy *policy = j->prove->policy;
    const struct naivemap *map = naive_map(j->prove->naive);
    struct prefix *examples = arena_alloc(j->prove->arena, (map->nplaces + 1) * sizeof(*examples));
    list_examples(map, examples);
    for (uint32_t i = 0; i < map->nplaces; i++) {
        if (naivewho_any(policy, &j->claim->from, &map->places[i]) == NAIVEWHO_YES) {
            struct somebody who = {.place = &map->places[i], .network = &examples[i]};
            who.taste = naive_decision(j->prove->naive, j->name, i, NULL);
            against[i] = judge(j, &who) || against[i];
        }
    }
}

static void judge_elsewhere(struct judging *j, const struct naivewho_place *places, size_t count,
                            bool *against)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t eligible;
        if (naivewho_any(j->prove->policy, &j->claim->from, &places[i]) == NAIVEWHO_YES) {
            struct somebody who = {.place = &places[i]};
            who.taste = naive_judge(j->prove->naive, j->name, &places[i], &eligible);
            against[i] = judge(j, &who) || against[i];
        }
    }
}

static void judge_network(struct judging *j)
{
    const struct naive_query query = {.name = j->name, .client = &j->claim->prefix};
    struct naive_answer answer;
    struct naivetaste taste = naive_decide(j->prove->naive, &query, &answer);
    struct somebody who = {.taste = &taste, .network = &j->claim->prefix};
    j->nknown = 0; /* the decision lives here */
    if (judge(j, &who)) {
        bool is_v4 = j->claim->prefix.addr.family == FAMILY_IPV4;
        j->out->v4_networks = is_v4;
        j->out->v6_networks = !is_v4;
    }
}

/* Each name that the claim is about; 0, 1, 2 ... */
static bool next_name(struct judging *j, size_t i)
{
    const struct policy_expect *claim = j->claim;
    if (i == (claim->nnames == 0 ? j->prove->policy->nnames : claim->nnames)) {
        return false;
    }
    j->name = claim->nnames == 0 ? (uint32_t)i : claim->names[i];
    j->nknown = 0;
    return true;
}

static void judge_places(struct judging *j)
{
    size_t count;
    struct arena *arena = j->prove->arena;
    const struct naivemap *map = naive_map(j->prove->naive);
    const struct naivewho_place *others = naivesurvey_list(map, arena, &count);
    bool *against = arena_alloc(arena, map->nplaces + 1);
    bool *against_others = arena_alloc(arena, count + 1);
    for (size_t i = 0; next_name(j, i); i++) {
        judge_map(j, against);
    }
    for (size_t i = 0; next_name(j, i); i++) {
        judge_elsewhere(j, others, count, against_others);
    }
    for (size_t i = 0; i < map->nplaces; i++) {
        if (against[i]) {
            add_text(j, &map->places[i], &j->out->places, &j->out->nplaces);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (against_others[i]) {
            add_text(j, &others[i], &j->out->elsewhere, &j->out->nelsewhere);
        }
    }
    j->out->v4_networks = count_networks(&map->v4, against);
    j->out->v6_networks = count_networks(&map->v6, against);
}

void proveclaim_judge(const struct prove *prove, const struct provestates *states, bool later,
                      struct proveclaim *out)
{
    struct judging j = {.prove = prove, .states = states, .claim = out->claim, .out = out};
    j.lands = j.claim->has_lands_on && !later;
    if (out->refuted || (!j.lands && !j.claim->has_never)) {
        return;
    }
    *out = (struct proveclaim){
        .claim = out->claim, .time_s = prove->time_s, .places = "", .elsewhere = ""};
    j.allowed = meant(prove->policy, &j.claim->lands_on, true);
    j.unwanted = meant(prove->policy, &j.claim->never, false);
    j.happens = arena_alloc(prove->arena, states->count);
    if (j.claim->from_prefix) {
        for (size_t i = 0; next_name(&j, i); i++) {
            judge_network(&j);
        }
    } else {
        judge_places(&j);
    }
    for (size_t i = 0; i < states->count; i++) {
        out->nstates += j.happens[i];
    }
    out->on_good_days = j.happens[0];
}
