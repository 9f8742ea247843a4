/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/paint.h"
#include "ctl/poldown.h"
#include "ctl/polfold.h"
#include "ctl/polmoves.h"
#include "ctl/polpeople.h"
#include "ctl/polverb.h"
#include "ctl/polwide.h"
#include "ctl/verbs.h"
#include "policy/law.h"

/* One simulation on its way. */
struct simulating {
    const struct polverb *verb;
    struct polpeople people;
    struct arena *arena;
    uint64_t down;
    struct census census;
    struct polmoves_ask ask;
    struct polwide wide;
    bool in_fence;  /* nobody is given what the law excludes */
    bool *lost;     /* by cell: they had a cluster and have none */
    bool **singles; /* by cluster, then cell: their only healthy way now, and there were more */
};

/* The clusters of a part's tiers that could be given in a state. */
static uint64_t ways_of(const struct simulating *s, const struct image_policy_part *part,
                        const struct policy_states *states)
{
    const uint64_t *tiers = s->people.image.image.at[SECTION_POLICY_TIER];
    uint64_t ways = 0;
    for (uint32_t t = 0; t < part->tiers.count; t++) {
        ways |= tiers[part->tiers.first + t];
    }
    return ways & states->up & ~states->off;
}

static bool is_single(uint64_t ways)
{
    return ways != 0 && (ways & (ways - 1)) == 0;
}

/* See whether parts of a decision are left with one way. */
static void find_singles(struct simulating *s, size_t cell,
                         const struct image_policy_decision *decision)
{
    const struct image_policy_part *parts =
        (const struct image_policy_part *)s->people.image.image.at[SECTION_POLICY_PART] +
        decision->parts.first;
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        uint64_t before = ways_of(s, &parts[i], &s->ask.states_before);
        uint64_t after = ways_of(s, &parts[i], &s->ask.states_after);
        if (is_single(after) && !is_single(before)) {
            s->singles[__builtin_ctzll(after)][cell] = true;
        }
    }
}

static void judge(struct simulating *s, size_t number, uint32_t name)
{
    const struct census_cell *cell = &s->census.cells[number];
    const struct law_case law = {
        .policy = s->people.loaded.policy, .name = name, .time_s = s->people.at_s};
    const struct image_policy_decision *decision =
        polpeople_decision(&s->people, name, &cell->example);
    struct polanswer before = polanswer_of(&s->people, decision, &s->ask.states_before, s->arena);
    struct polanswer after = polanswer_of(&s->people, decision, &s->ask.states_after, s->arena);
    uint64_t legal = law_eligible(&law, &s->people.atlas.spots[cell->before]);
    s->in_fence = s->in_fence && (after.clusters & ~legal) == 0;
    s->lost[number] |= after.fails && !before.fails;
    if (decision != NULL) {
        find_singles(s, number, decision);
    }
}

static void judge_all(struct simulating *s)
{
    const struct policy *policy = s->people.loaded.policy;
    s->in_fence = true;
    s->lost = arena_alloc(s->arena, s->census.ncells + 1);
    s->singles = arena_alloc(s->arena, (policy->nclusters + 1) * sizeof(*s->singles));
    for (size_t c = 0; c < policy->nclusters; c++) {
        s->singles[c] = arena_alloc(s->arena, s->census.ncells + 1);
    }
    for (uint32_t n = 0; n < policy->nnames; n++) {
        size_t ncells = polmoves_first_alike(&s->ask, n) == n ? s->census.ncells : 0;
        for (size_t i = 0; i < ncells; i++) {
            judge(s, i, n);
        }
    }
}

static void fold(struct simulating *s, const bool *chosen, struct polfold *out)
{
    polfold_make(&s->people, &s->census, chosen, s->arena, out);
}

/* "eu-sovereign for BE, NL and unknown; nl for ..": NULL = there are none. */
static const char *singles_text(struct simulating *s)
{
    const struct policy *policy = s->people.loaded.policy;
    const char *text = NULL;
    for (size_t c = 0; c < policy->nclusters; c++) {
        struct polfold some;
        fold(s, s->singles[c], &some);
        if (polfold_count(&some) > 0) {
            text = arena_printf(s->arena, "%s%s%s for %s", text == NULL ? "" : text,
                                text == NULL ? "" : "; ", policy->clusters[c].name,
                                polfold_text(&some));
        }
    }
    return text;
}

static void print_end(struct simulating *s)
{
    struct polfold lost;
    fold(s, s->lost, &lost);
    size_t nlost = polfold_count(&lost);
    const char *singles = singles_text(s);
    bool bad = nlost > 0 || s->wide.lost.count > 0 || !s->in_fence;
    polwide_print(&s->wide, &s->wide.answer, "move");
    polwide_print(&s->wide, &s->wide.lost, "LOSE what they had");
    printf("%sstays in fence: %s.   lost: %zu%s%s%s.%s   new single points: %s.\n",
           paint(stdout, bad ? PAINT_BAD : PAINT_GOOD), s->in_fence ? "yes" : "NO", nlost,
           nlost == 0 ? "" : " (", nlost == 0 ? "" : polfold_text(&lost), nlost == 0 ? "" : ")",
           paint(stdout, PAINT_PLAIN), singles == NULL ? "none" : singles);
}

/* Mark the cells whose row of a table gives the same as row `i`. */
static void choose_alike(struct simulating *s, const struct polmoves *table, size_t i, bool *chosen)
{
    uint32_t name = table->names[0]->before;
    for (size_t c = 0; c < s->census.ncells; c++) {
        const struct census_cell *cell = &s->census.cells[c];
        const struct image_policy_decision *decision =
            polpeople_decision(&s->people, name, &cell->example);
        struct polanswer before =
            polanswer_of(&s->people, decision, &s->ask.states_before, s->arena);
        struct polanswer after = polanswer_of(&s->people, decision, &s->ask.states_after, s->arena);
        chosen[c] =
            !polanswer_equal(&before, &after) && polanswer_equal(&after, &table->list[i].after);
    }
}

/* One clause for each new answer of a table: "all 17 eea countries in the data -> nl-sorry". */
static void summarise(struct simulating *s, const struct polmoves *table)
{
    for (size_t i = 0; i < table->count; i++) {
        size_t first = 0;
        while (!polanswer_equal(&table->list[first].after, &table->list[i].after)) {
            first++;
        }
        if (first < i) {
            continue; /* told with that one */
        }
        bool *chosen = arena_alloc(s->arena, s->census.ncells + 1);
        struct polfold some;
        choose_alike(s, table, i, chosen);
        fold(s, chosen, &some);
        printf("%s -> %s.   ", polfold_text(&some),
               polanswer_text(&table->list[i].after, s->arena));
    }
    puts(table->count == 0 ? "everyone unchanged." : "everyone else unchanged.");
}

static void print_summary(struct simulating *s, const struct polmoves *tables, size_t ntables)
{
    for (size_t i = 0; i < ntables; i++) {
        if (ntables > 1) {
            printf("%s: ", polmoves_names(&s->ask, &tables[i], s->arena));
        }
        summarise(s, &tables[i]);
    }
}

static void print_json(struct simulating *s, const struct polmoves *tables, size_t ntables)
{
    const struct policy *policy = s->people.loaded.policy;
    json_t *down = json_array();
    json_t *singles = json_array();
    struct polfold some;
    for (size_t c = 0; c < policy->nclusters; c++) {
        if (s->down >> c & 1) {
            json_array_append_new(down, json_string(policy->clusters[c].name));
        }
        fold(s, s->singles[c], &some);
        if (polfold_count(&some) > 0) {
            json_array_append_new(singles,
                                  json_pack("{s:s, s:o}", "cluster", policy->clusters[c].name,
                                            "who", polfold_json(&some)));
        }
    }
    fold(s, s->lost, &some);
    json_t *all = json_pack("{s:o, s:o, s:o, s:b, s:o, s:o}", "down", down, "tables",
                            polmoves_json(&s->ask, tables, ntables), "wider_networks",
                            polwide_json(&s->ask, &s->wide), "stays_in_fence", s->in_fence, "lost",
                            polfold_json(&some), "new_single_points", singles);
    json_object_set_new(all, "next_window_edge", polpeople_edge_json(&s->people, NULL));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void run(struct simulating *s)
{
    struct polmoves *tables;
    census_take(&s->people.atlas, &s->people.atlas, s->arena, &s->census);
    s->ask = polmoves_self(&s->people, &s->census, s->arena);
    s->ask.states_after = polpeople_states(&s->people, s->down);
    size_t ntables = polmoves_make(&s->ask, s->arena, &tables);
    judge_all(s);
    polwide_compare(&s->ask, s->arena, &s->wide);
    if (s->verb->json) {
        print_json(s, tables, ntables);
    } else if (polverb_option(s->verb, "summary", 0) != NULL) {
        print_summary(s, tables, ntables);
    } else {
        polmoves_print(&s->ask, tables, ntables, "who", "first choice", s->arena);
        polpeople_print_edge(&s->people, NULL);
        print_end(s);
    }
}

int polsimulate_run(const struct polverb *verb)
{
    struct simulating s = {.verb = verb};
    int status = CTL_FINE;
    if (verb->policy == NULL || polverb_option(verb, "down", 0) == NULL) {
        return polpeople_unsaid("simulate", verb->policy == NULL ? "whose policy" : "what is down",
                                verb->policy == NULL ? "--policy FILE" : "--down CLUSTER,..");
    }
    s.arena = arena_new(64 * 1024);
    if (!polpeople_open(verb->policy, NULL, verb->at_s, &s.people)) {
        status = polpeople_failed(verb, &s.people);
    } else if (!poldown_read(verb, s.people.loaded.policy, &s.down)) {
        status = CTL_USAGE;
    } else {
        run(&s);
        status = !s.in_fence ? CTL_REFUTED : CTL_FINE;
    }
    polpeople_done(&s.people);
    arena_free(s.arena);
    return status;
}
