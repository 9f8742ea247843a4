/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/poldown.h"
#include "ctl/polmoves.h"
#include "ctl/polpeople.h"
#include "ctl/poltable.h"
#include "ctl/polverb.h"
#include "ctl/polway.h"
#include "ctl/verbs.h"
#include "policy/phrase.h"

#include <string.h>

struct asking {
    struct polpeople people;
    struct arena *arena;
    struct census census;
    struct polmoves_ask ask;
    struct poltables tables;
    uint32_t cluster;
};

/* The ways of a cell's people to the cluster; the readiest are told first. */
static bool say(void *arg, uint32_t name, const struct census_cell *cell, struct poltable_row *out)
{
    struct asking *a = arg;
    const struct law_case law = {
        .policy = a->people.loaded.policy, .name = name, .time_s = a->people.at_s};
    struct polways *ways = arena_alloc(a->arena, sizeof(*ways));
    *ways = polway_find(&a->people, &law, &a->people.atlas.spots[cell->before],
                        polpeople_decision(&a->people, name, &cell->example), a->cluster, a->arena);
    out->text = polway_text(&a->people, ways, a->arena);
    out->order[0] = (int)ways->list[0].kind;
    out->order[1] = __builtin_popcountll(ways->list[0].down);
    out->data = ways;
    return true;
}

static void print_text(struct asking *a)
{
    static const char *const states[] = {"active", "drain: only if nothing else", "off"};
    const struct policy *policy = a->people.loaded.policy;
    const struct policy_cluster *cluster = &policy->clusters[a->cluster];
    printf("%s\nlocated in %s, %s\n", phrase_owners(policy, a->cluster, a->arena),
           cluster->location, states[cluster->state]);
    for (size_t i = 0; i < a->tables.count; i++) {
        putchar('\n');
        poltable_print(&a->tables, &a->tables.list[i]);
    }
    polpeople_print_edge(&a->people, NULL);
}

static json_t *json_of_table(struct asking *a, const struct poltable *table)
{
    json_t *rows = json_array();
    const struct polmoves names = {.names = table->names, .nnames = table->nnames};
    for (size_t i = 0; i < table->nrows; i++) {
        const struct poltable_row *row = &table->rows[i];
        json_t *object =
            json_pack("{s:s, s:o}", "when", row->text, "parts", polway_json(&a->people, row->data));
        poltable_json_row(&a->tables, row, object);
        json_array_append_new(rows, object);
    }
    return json_pack("{s:o, s:o}", "names", polmoves_names_json(&a->ask, &names), "rows", rows);
}

static void print_json(struct asking *a)
{
    json_t *tables = json_array();
    for (size_t i = 0; i < a->tables.count; i++) {
        json_array_append_new(tables, json_of_table(a, &a->tables.list[i]));
    }
    json_t *all = json_pack("{s:s, s:o}", "cluster",
                            a->people.loaded.policy->clusters[a->cluster].name, "tables", tables);
    json_object_set_new(all, "next_window_edge", polpeople_edge_json(&a->people, NULL));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void run(struct asking *a, bool as_json)
{
    census_take(&a->people.atlas, &a->people.atlas, a->arena, &a->census);
    a->ask = polmoves_self(&a->people, &a->census, a->arena);
    poltable_make(&a->ask, say, a, a->arena, &a->tables);
    if (as_json) {
        print_json(a);
    } else {
        print_text(a);
    }
}

int polwhy_run(const struct polverb *verb)
{
    struct asking a = {.cluster = 0};
    int status = CTL_FINE;
    if (verb->policy == NULL) {
        return polpeople_unsaid("why", "whose policy", "--policy FILE");
    }
    a.arena = arena_new(256 * 1024);
    if (!polpeople_open(verb->policy, NULL, verb->at_s, &a.people)) {
        status = polpeople_failed(verb, &a.people);
    } else if (!poldown_cluster(a.people.loaded.policy, "policy why", verb->words[0],
                                strlen(verb->words[0]), &a.cluster)) {
        status = CTL_USAGE;
    } else {
        run(&a, verb->json);
    }
    polpeople_done(&a.people);
    arena_free(a.arena);
    return status;
}
