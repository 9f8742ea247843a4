/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polcount.h"
#include "ctl/polfold.h"
#include "ctl/polmoves.h"
#include "ctl/polpeople.h"
#include "ctl/polverb.h"
#include "ctl/polway.h"
#include "ctl/verbs.h"
#include "policy/phrase.h"

#include <stdlib.h>
#include <string.h>

/* All people with the same ways to the cluster. */
struct row {
    struct polways ways;
    const char *text; /* of the ways */
    bool *cells;
    struct census_count count;
    struct prefix example;
};

/* The rows of names for which they are the same. */
struct table {
    const struct polmoves_name **names;
    size_t nnames;
    struct row *rows;
    size_t nrows;
    size_t room;
};

struct asking {
    struct polpeople people;
    struct arena *arena;
    struct census census;
    struct polmoves_ask ask; /* which names are alike */
    uint32_t cluster;
    struct table *tables;
    size_t ntables;
};

/* The readiest ways first. */
static int compare(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    const struct polway *ways[] = {&x->ways.list[0], &y->ways.list[0]};
    if (ways[0]->kind != ways[1]->kind) {
        return (int)ways[0]->kind - (int)ways[1]->kind;
    }
    int fewer = __builtin_popcountll(ways[0]->down) - __builtin_popcountll(ways[1]->down);
    return fewer != 0 ? fewer : strcmp(x->text, y->text);
}

static struct row *row_of(struct asking *a, struct table *table, const struct polways *ways)
{
    const char *text = polway_text(&a->people, ways, a->arena);
    for (size_t i = 0; i < table->nrows; i++) {
        if (strcmp(table->rows[i].text, text) == 0) {
            return &table->rows[i];
        }
    }
    table->rows =
        arena_grow(a->arena, table->rows, table->nrows, &table->room, sizeof(*table->rows));
    struct row *row = &table->rows[table->nrows++];
    *row = (struct row){.ways = *ways, .text = text};
    row->cells = arena_alloc(a->arena, a->census.ncells + 1);
    return row;
}

static struct table make_table(struct asking *a, uint32_t name)
{
    struct table table = {.nrows = 0};
    const struct law_case law = {
        .policy = a->people.loaded.policy, .name = name, .time_s = a->people.at_s};
    for (size_t i = 0; i < a->census.ncells; i++) {
        const struct census_cell *cell = &a->census.cells[i];
        struct polways ways =
            polway_find(&a->people, &law, &a->people.atlas.spots[cell->before],
                        polpeople_decision(&a->people, name, &cell->example), a->cluster, a->arena);
        struct row *row = row_of(a, &table, &ways);
        if (census_is_empty(&row->count)) {
            row->example = cell->example;
        }
        census_add(&row->count, &cell->count);
        row->cells[i] = true;
    }
    qsort(table.rows, table.nrows, sizeof(*table.rows), compare);
    return table;
}

static bool same_table(const struct asking *a, const struct table *x, const struct table *y)
{
    bool same = x->nrows == y->nrows;
    for (size_t i = 0; i < x->nrows && same; i++) {
        same = strcmp(x->rows[i].text, y->rows[i].text) == 0 &&
               memcmp(x->rows[i].cells, y->rows[i].cells, a->census.ncells) == 0;
    }
    return same;
}

/* Join a name to the table that is like its own. */
static size_t join(struct asking *a, size_t name)
{
    struct table made = make_table(a, (uint32_t)name);
    size_t i = 0;
    while (i < a->ntables && !same_table(a, &a->tables[i], &made)) {
        i++;
    }
    if (i == a->ntables) {
        made.names = arena_alloc(a->arena, (a->ask.nnames + 1) * sizeof(*made.names));
        a->tables[a->ntables++] = made;
    }
    return i;
}

static void make_tables(struct asking *a)
{
    size_t *numbers = arena_alloc(a->arena, (a->ask.nnames + 1) * sizeof(*numbers));
    a->tables = arena_alloc(a->arena, (a->ask.nnames + 1) * sizeof(*a->tables));
    for (size_t n = 0; n < a->ask.nnames; n++) {
        size_t first = polmoves_first_alike(&a->ask, n);
        numbers[n] = first < n ? numbers[first] : join(a, n);
        struct table *table = &a->tables[numbers[n]];
        table->names[table->nnames++] = &a->ask.names[n];
    }
}

static void print_table(struct asking *a, const struct table *table)
{
    for (size_t i = 0; i < table->nrows; i++) {
        const struct row *row = &table->rows[i];
        struct polfold fold;
        polfold_make(&a->people, &a->census, row->cells, a->arena, &fold);
        printf("  %s\n      %s: %s\n", row->text, polfold_text(&fold),
               polcount_phrase(&row->count, a->arena));
    }
}

static void print_text(struct asking *a)
{
    static const char *const states[] = {"active", "drain: only if nothing else", "off"};
    const struct policy *policy = a->people.loaded.policy;
    const struct policy_cluster *cluster = &policy->clusters[a->cluster];
    printf("%s\nlocated in %s, %s\n", phrase_owners(policy, a->cluster, a->arena),
           cluster->location, states[cluster->state]);
    for (size_t i = 0; i < a->ntables; i++) {
        const struct polmoves names = {.names = a->tables[i].names, .nnames = a->tables[i].nnames};
        printf("\n%s\n", polmoves_names(&a->ask, &names, a->arena));
        print_table(a, &a->tables[i]);
    }
}

static json_t *json_of_table(struct asking *a, const struct table *table)
{
    json_t *rows = json_array();
    const struct polmoves names = {.names = table->names, .nnames = table->nnames};
    for (size_t i = 0; i < table->nrows; i++) {
        const struct row *row = &table->rows[i];
        struct polfold fold;
        polfold_make(&a->people, &a->census, row->cells, a->arena, &fold);
        json_array_append_new(rows, json_pack("{s:s, s:o, s:o, s:o}", "when", row->text, "parts",
                                              polway_json(&a->people, &row->ways), "who",
                                              polfold_json(&fold), "people",
                                              polcount_json(&row->count, &row->example)));
    }
    return json_pack("{s:o, s:o}", "names", polmoves_names_json(&a->ask, &names), "rows", rows);
}

static void print_json(struct asking *a)
{
    json_t *tables = json_array();
    for (size_t i = 0; i < a->ntables; i++) {
        json_array_append_new(tables, json_of_table(a, &a->tables[i]));
    }
    json_t *all = json_pack("{s:s, s:o}", "cluster",
                            a->people.loaded.policy->clusters[a->cluster].name, "tables", tables);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void run(struct asking *a, bool as_json)
{
    census_take(&a->people.atlas, &a->people.atlas, a->arena, &a->census);
    a->ask = polmoves_self(&a->people, &a->census, a->arena);
    make_tables(a);
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
    } else if (!polpeople_cluster(&a.people, "why", verb->words[0], &a.cluster)) {
        status = CTL_USAGE;
    } else {
        run(&a, verb->json);
    }
    polpeople_done(&a.people);
    arena_free(a.arena);
    return status;
}
