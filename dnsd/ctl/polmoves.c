/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polmoves.h"

#include "ctl/polcount.h"
#include "ctl/polfold.h"
#include "ctl/polorder.h"
#include "wire/name.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const struct polmove *x = a;
    const struct polmove *y = b;
    int order = x->rank != y->rank ? (int)x->rank - (int)y->rank : strcmp(x->who, y->who);
    for (size_t i = 0; order == 0 && i < x->before.nnames && i < y->before.nnames; i++) {
        order = strcmp(x->before.names[i], y->before.names[i]);
    }
    for (size_t i = 0; order == 0 && i < x->after.nnames && i < y->after.nnames; i++) {
        order = strcmp(x->after.names[i], y->after.names[i]);
    }
    return order;
}

static bool same_row(const struct polmove *a, const struct polmove *b)
{
    return a->rank == b->rank && strcmp(a->who, b->who) == 0 &&
           polanswer_equal(&a->before, &b->before) && polanswer_equal(&a->after, &b->after);
}

const char *polmoves_who(const struct polmoves_ask *ask, const struct census_cell *cell,
                         struct arena *arena)
{
    const char *before = ask->before->labels[cell->before].text;
    const char *after = ask->after->labels[cell->after].text;
    return strcmp(before, after) == 0 ? after : arena_printf(arena, "%s -> %s", before, after);
}

static struct polmove *add_row(struct polmoves *table, const struct polmove *row,
                               struct arena *arena)
{
    for (size_t i = 0; i < table->count; i++) {
        if (same_row(&table->list[i], row)) {
            census_add(&table->list[i].count, &row->count);
            return &table->list[i];
        }
    }
    table->list = arena_grow(arena, table->list, table->count, &table->room, sizeof(*row));
    table->list[table->count] = *row;
    return &table->list[table->count++];
}

/* Leave a cell whose place is the same on both sides to be folded with others of its row. */
static void add_folded(const struct polmoves_ask *ask, size_t cell, struct polmove *row,
                       struct polmoves *table, struct arena *arena)
{
    row->who = "";
    row->rank = PEOPLE_COUNTRY;
    struct polmove *kept = add_row(table, row, arena);
    if (kept->cells == NULL) {
        kept->cells = arena_alloc(arena, ask->census->ncells + 1);
    }
    kept->cells[cell] = true;
}

/* Say who the folded cells of a row are. */
static void fold_rows(const struct polmoves_ask *ask, struct polmoves *table, struct arena *arena)
{
    for (size_t i = 0; i < table->count; i++) {
        struct polfold fold;
        if (table->list[i].cells != NULL) {
            polfold_make(ask->after, ask->census, table->list[i].cells, arena, &fold);
            table->list[i].who = polfold_text(&fold);
        }
    }
}

/* An order of clusters, told like an answer. */
static struct polanswer order_of(const struct polpeople *people,
                                 const struct image_policy_decision *decision, struct arena *arena)
{
    const char **text = arena_alloc(arena, sizeof(*text));
    *text = polorder_text(people, decision, arena);
    return (struct polanswer){.names = text, .nnames = 1};
}

static void add_cell(const struct polmoves_ask *ask, const struct polmoves_name *name,
                     size_t number, struct polmoves *table, struct arena *arena)
{
    const struct census_cell *cell = &ask->census->cells[number];
    const struct image_policy_decision *decisions[] = {
        polpeople_decision(ask->before, name->before, &cell->example),
        polpeople_decision(ask->after, name->after, &cell->example)};
    struct polanswer before = polanswer_of(ask->before, decisions[0], &ask->states_before, arena);
    struct polanswer after = polanswer_of(ask->after, decisions[1], &ask->states_after, arena);
    bool differ = !polanswer_equal(&before, &after);
    if (ask->topic == MOVES_LATER) {
        before = order_of(ask->before, decisions[0], arena);
        after = order_of(ask->after, decisions[1], arena);
        differ = !differ && !polanswer_equal(&before, &after);
    }
    const struct polpeople_label *was = &ask->before->labels[cell->before];
    const struct polpeople_label *label = &ask->after->labels[cell->after];
    struct polmove row = {.rank = label->rank,
                          .who = polmoves_who(ask, cell, arena),
                          .before = before,
                          .after = after,
                          .count = cell->count,
                          .example = cell->example};
    if (differ && ask->topic == MOVES_LATER && strcmp(was->text, label->text) == 0) {
        add_folded(ask, number, &row, table, arena);
    } else if (differ) {
        add_row(table, &row, arena);
    }
}

static struct polmoves make_table(const struct polmoves_ask *ask, const struct polmoves_name *name,
                                  struct arena *arena)
{
    struct polmoves table = {.count = 0};
    for (size_t i = 0; i < ask->census->ncells; i++) {
        add_cell(ask, name, i, &table, arena);
    }
    fold_rows(ask, &table, arena);
    if (table.count > 0) {
        qsort(table.list, table.count, sizeof(*table.list), compare);
    }
    return table;
}

static bool same_table(const struct polmoves *a, const struct polmoves *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; i < a->count && same; i++) {
        same = same_row(&a->list[i], &b->list[i]);
    }
    return same;
}

/* The number of a table among those that there are; it is added when it is new. */
static size_t add_table(struct polmoves *tables, size_t *ntables, const struct polmoves *table,
                        size_t nnames, struct arena *arena)
{
    size_t i = 0;
    while (i < *ntables && !same_table(&tables[i], table)) {
        i++;
    }
    if (i == *ntables) {
        tables[i] = *table;
        tables[i].names = arena_alloc(arena, (nnames + 1) * sizeof(*tables[i].names));
        ++*ntables;
    }
    return i;
}

static bool are_alike(const struct polmoves_ask *ask, size_t a, size_t b)
{
    const struct image_policy_binding *before = ask->before->image.image.at[SECTION_POLICY_BINDING];
    const struct image_policy_binding *after = ask->after->image.image.at[SECTION_POLICY_BINDING];
    const struct polmoves_name *x = &ask->names[a];
    const struct polmoves_name *y = &ask->names[b];
    return before[x->before].tables.first == before[y->before].tables.first &&
           after[x->after].tables.first == after[y->after].tables.first;
}

size_t polmoves_first_alike(const struct polmoves_ask *ask, size_t name)
{
    size_t first = 0;
    while (!are_alike(ask, first, name)) {
        first++;
    }
    return first;
}

struct polmoves_ask polmoves_self(const struct polpeople *people, const struct census *census,
                                  struct arena *arena)
{
    size_t count = people->loaded.policy->nnames;
    struct polmoves_name *names = arena_alloc(arena, (count + 1) * sizeof(*names));
    for (uint32_t i = 0; i < count; i++) {
        names[i] = (struct polmoves_name){i, i};
    }
    return (struct polmoves_ask){.before = people,
                                 .after = people,
                                 .states_before = polpeople_states(people, 0),
                                 .states_after = polpeople_states(people, 0),
                                 .census = census,
                                 .names = names,
                                 .nnames = count};
}

size_t polmoves_make(const struct polmoves_ask *ask, struct arena *arena, struct polmoves **out)
{
    size_t *numbers = arena_alloc(arena, (ask->nnames + 1) * sizeof(*numbers));
    size_t ntables = 0;
    *out = arena_alloc(arena, (ask->nnames + 1) * sizeof(**out));
    for (size_t n = 0; n < ask->nnames; n++) {
        size_t first = polmoves_first_alike(ask, n);
        if (first == n) {
            struct polmoves made = make_table(ask, &ask->names[n], arena);
            numbers[n] = add_table(*out, &ntables, &made, ask->nnames, arena);
        }
        numbers[n] = numbers[first];
        struct polmoves *table = &(*out)[numbers[n]];
        table->names[table->nnames++] = &ask->names[n];
    }
    return ntables;
}

const char *polmoves_names(const struct polmoves_ask *ask, const struct polmoves *table,
                           struct arena *arena)
{
    char name[NAME_TEXT_SIZE];
    const char *text = "";
    const struct policy *policy = ask->before->loaded.policy;
    for (size_t i = 0; i < table->nnames; i++) {
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            name_format(policy->names[table->names[i]->before].name.octets, name));
    }
    return text;
}

static const char *move_text(const struct polmove *move, struct arena *arena)
{
    return arena_printf(arena, "%s -> %s", polanswer_text(&move->before, arena),
                        polanswer_text(&move->after, arena));
}

/* Whether a row needs its network to be told apart, or to be seen at all. */
static bool needs_example(const struct polmoves *table, size_t i)
{
    const struct polmove *row = &table->list[i];
    return (i > 0 && strcmp(row->who, row[-1].who) == 0) ||
           (i + 1 < table->count && strcmp(row->who, row[1].who) == 0) ||
           (row->count.nets4 == 0 && census_sites(&row->count) == 0);
}

static void print_table(const struct polmoves *table, const char *who, const char *what,
                        struct arena *arena)
{
    struct polcount_widths widths = {.nets4 = 0};
    int who_width = (int)strlen(who);
    int what_width = (int)strlen(what);
    for (size_t i = 0; i < table->count; i++) {
        int whose = (int)strlen(table->list[i].who);
        int move = (int)strlen(move_text(&table->list[i], arena));
        who_width = whose > who_width ? whose : who_width;
        what_width = move > what_width ? move : what_width;
        polcount_fit(&widths, &table->list[i].count);
    }
    printf("%-*s  %-*s  %s\n", who_width, who, what_width, what, POLCOUNT_TITLES);
    for (size_t i = 0; i < table->count; i++) {
        const struct polmove *row = &table->list[i];
        char example[PREFIX_TEXT_SIZE];
        printf("%-*s  %-*s  %s", who_width, row->who, what_width, move_text(row, arena),
               polcount_text(&widths, &row->count, arena));
        if (needs_example(table, i)) {
            printf("   %s%s", row->count.nets4 + row->count.nets6 == 1 ? "" : "e.g. ",
                   prefix_format(&row->example, example));
        }
        putchar('\n');
    }
}

void polmoves_print(const struct polmoves_ask *ask, const struct polmoves *tables, size_t ntables,
                    const char *who, const char *what, struct arena *arena)
{
    for (size_t i = 0; i < ntables; i++) {
        if (ntables > 1) {
            printf("%s%s\n", i == 0 ? "" : "\n", polmoves_names(ask, &tables[i], arena));
        }
        if (tables[i].count == 0) {
            puts("nobody.");
        } else {
            print_table(&tables[i], who, what, arena);
        }
    }
}

/* How much of an order stands before a tail that both have: "; last nl-sorry, servfail". */
static size_t head_len(const char *order, const char *other)
{
    const char *tail = strstr(order, "; last ");
    const char *other_tail = strstr(other, "; last ");
    bool same = tail != NULL && other_tail != NULL && strcmp(tail, other_tail) == 0 &&
                strncmp(order, other, strlen(order)) != 0;
    return same ? (size_t)(tail - order) : strlen(order);
}

void polmoves_print_later(const struct polmoves_ask *ask, const struct polmoves *tables,
                          size_t ntables, struct arena *arena)
{
    for (size_t i = 0; i < ntables; i++) {
        const char *names = polmoves_names(ask, &tables[i], arena);
        for (size_t r = 0; r < tables[i].count; r++) {
            const struct polmove *row = &tables[i].list[r];
            const char *before = row->before.names[0];
            const char *after = row->after.names[0];
            printf("    %.*s -> %.*s\n        for %s%s%s\n", (int)head_len(before, after), before,
                   (int)head_len(after, before), after, row->who, ntables > 1 ? ", asking " : "",
                   ntables > 1 ? names : "");
        }
    }
}

json_t *polmoves_names_json(const struct polmoves_ask *ask, const struct polmoves *table)
{
    char text[NAME_TEXT_SIZE];
    const struct policy *policy = ask->before->loaded.policy;
    json_t *names = json_array();
    for (size_t i = 0; i < table->nnames; i++) {
        const struct name *name = &policy->names[table->names[i]->before].name;
        json_array_append_new(names, json_string(name_format(name->octets, text)));
    }
    return names;
}

static json_t *json_of_table(const struct polmoves_ask *ask, const struct polmoves *table)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < table->count; i++) {
        const struct polmove *row = &table->list[i];
        json_array_append_new(rows, json_pack("{s:s, s:o, s:o, s:o}", "who", row->who, "before",
                                              polanswer_json(&row->before), "after",
                                              polanswer_json(&row->after), "people",
                                              polcount_json(&row->count, &row->example)));
    }
    return json_pack("{s:o, s:o}", "names", polmoves_names_json(ask, table), "moves", rows);
}

json_t *polmoves_json(const struct polmoves_ask *ask, const struct polmoves *tables, size_t ntables)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ntables; i++) {
        json_array_append_new(list, json_of_table(ask, &tables[i]));
    }
    return list;
}
