/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/poltable.h"

#include "ctl/polcount.h"
#include "ctl/polfold.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const struct poltable_row *x = a;
    const struct poltable_row *y = b;
    for (int i = 0; i < 2; i++) {
        if (x->order[i] != y->order[i]) {
            return x->order[i] < y->order[i] ? -1 : 1;
        }
    }
    return strcmp(x->text, y->text);
}

/* Put a cell's people to those of whom the same is said. */
static void add(const struct poltables *tables, struct poltable *table, size_t cell,
                const struct poltable_row *said)
{
    const struct census *census = tables->ask->census;
    size_t i = 0;
    while (i < table->nrows && strcmp(table->rows[i].text, said->text) != 0) {
        i++;
    }
    if (i == table->nrows) {
        table->rows = arena_grow(tables->arena, table->rows, table->nrows, &table->room,
                                 sizeof(*table->rows));
        table->rows[table->nrows++] = *said;
        table->rows[i].cells = arena_alloc(tables->arena, census->ncells + 1);
        table->rows[i].example = census->cells[cell].example;
    }
    census_add(&table->rows[i].count, &census->cells[cell].count);
    table->rows[i].cells[cell] = true;
}

static bool same_table(const struct poltables *tables, const struct poltable *x,
                       const struct poltable *y)
{
    bool same = x->nrows == y->nrows;
    for (size_t i = 0; i < x->nrows && same; i++) {
        same = strcmp(x->rows[i].text, y->rows[i].text) == 0 &&
               memcmp(x->rows[i].cells, y->rows[i].cells, tables->ask->census->ncells) == 0;
    }
    return same;
}

/* The number of the table that is like a name's own. */
static size_t table_of(struct poltables *tables, size_t name, poltable_say say, void *arg)
{
    const struct census *census = tables->ask->census;
    struct poltable made = {.nrows = 0};
    for (size_t i = 0; i < census->ncells; i++) {
        struct poltable_row row = {.text = ""};
        if (say(arg, tables->ask->names[name].before, &census->cells[i], &row)) {
            add(tables, &made, i, &row);
        }
    }
    if (made.nrows > 0) {
        qsort(made.rows, made.nrows, sizeof(*made.rows), compare);
    }
    size_t i = 0;
    while (i < tables->count && !same_table(tables, &tables->list[i], &made)) {
        i++;
    }
    if (i == tables->count) {
        made.names = arena_alloc(tables->arena, (tables->ask->nnames + 1) * sizeof(*made.names));
        tables->list[tables->count++] = made;
    }
    return i;
}

void poltable_make(const struct polmoves_ask *ask, poltable_say say, void *arg, struct arena *arena,
                   struct poltables *out)
{
    size_t *numbers = arena_alloc(arena, (ask->nnames + 1) * sizeof(*numbers));
    *out = (struct poltables){.ask = ask, .arena = arena};
    out->list = arena_alloc(arena, (ask->nnames + 1) * sizeof(*out->list));
    for (size_t n = 0; n < ask->nnames; n++) {
        size_t first = polmoves_first_alike(ask, n);
        numbers[n] = first < n ? numbers[first] : table_of(out, n, say, arg);
        struct poltable *table = &out->list[numbers[n]];
        table->names[table->nnames++] = &ask->names[n];
    }
}

static void fold(const struct poltables *tables, const struct poltable_row *row,
                 struct polfold *out)
{
    polfold_make(tables->ask->after, tables->ask->census, row->cells, tables->arena, out);
}

/* Who the people of a row are, in words. */
static const char *say_who(const struct poltables *tables, const struct poltable_row *row)
{
    struct polfold people;
    fold(tables, row, &people);
    return polfold_text(&people);
}

void poltable_print(const struct poltables *tables, const struct poltable *table)
{
    const struct polmoves names = {.names = table->names, .nnames = table->nnames};
    printf("%s\n", polmoves_names(tables->ask, &names, tables->arena));
    for (size_t i = 0; i < table->nrows; i++) {
        const struct poltable_row *row = &table->rows[i];
        printf("  %s\n      %s: %s\n", row->text, say_who(tables, row),
               polcount_phrase(&row->count, tables->arena));
    }
}

void poltable_json_row(const struct poltables *tables, const struct poltable_row *row,
                       json_t *object)
{
    struct polfold people;
    fold(tables, row, &people);
    json_object_set_new(object, "who", polfold_json(&people));
    json_object_set_new(object, "people", polcount_json(&row->count, &row->example));
}
