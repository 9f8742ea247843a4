/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of people by what is said of them, under the names for which that is the same. */
#ifndef DNSD_CTL_POLTABLE_H
#define DNSD_CTL_POLTABLE_H

#include "base/arena.h"
#include "ctl/polmoves.h"
#include "policy/census.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All people of whom the same is said. */
struct poltable_row {
    const char *text; /* what is said: rows differ in it */
    int order[2];     /* rows are sorted by these, then by text */
    const void *data; /* the caller's, of the first of these people */
    bool *cells;      /* of the census */
    struct census_count count;
    struct prefix example;
};

struct poltable {
    const struct polmoves_name **names;
    size_t nnames;
    struct poltable_row *rows;
    size_t nrows;
    size_t room;
};

struct poltables {
    const struct polmoves_ask *ask;
    struct arena *arena;
    struct poltable *list;
    size_t count;
};

/* Say text, order and data for the people of a cell asking for a name; false: nothing is said. */
typedef bool (*poltable_say)(void *arg, uint32_t name, const struct census_cell *cell,
                             struct poltable_row *out);

/** Ask about everybody, for each name that is not like an earlier one. All in the arena. */
void poltable_make(const struct polmoves_ask *ask, poltable_say say, void *arg, struct arena *arena,
                   struct poltables *out);

/** Print a table: its names, and each row with its people below it. */
void poltable_print(const struct poltables *tables, const struct poltable *table);

/** Add "who" and "people" of a row to an object. */
void poltable_json_row(const struct poltables *tables, const struct poltable_row *row,
                       json_t *object);

#endif
