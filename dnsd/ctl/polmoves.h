/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets another first answer than before: the tables of diff and simulate. */
#ifndef DNSD_CTL_POLMOVES_H
#define DNSD_CTL_POLMOVES_H

#include "base/arena.h"
#include "ctl/polanswer.h"
#include "ctl/polpeople.h"
#include "image/states.h"
#include "policy/census.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* A name that both policies bind. */
struct polmoves_name {
    uint32_t before; /* policy.names */
    uint32_t after;
};

/* What is compared. Before and after may be the same people, in other states. */
struct polmoves_ask {
    const struct polpeople *before;
    const struct polpeople *after;
    struct policy_states states_before;
    struct policy_states states_after;
    const struct census *census; /* of the atlases of both */
    const struct polmoves_name *names;
    size_t nnames;
};

/* A group of people: one row. */
struct polmove {
    enum polpeople_rank rank;
    const char *who; /* "GB", or "unknown -> US" where the place itself changes */
    struct polanswer before;
    struct polanswer after;
    struct census_count count;
    struct prefix example;
};

/* The rows of names for which they are the same, by group of people. */
struct polmoves {
    const struct polmoves_name **names;
    size_t nnames;
    struct polmove *list;
    size_t count;
    size_t room;
};

/**
 * Find who moves.
 *
 * out  set to one element for each set of names with the same rows; all in the arena
 * Returns how many; 1 when all names are alike.
 */
size_t polmoves_make(const struct polmoves_ask *ask, struct arena *arena, struct polmoves **out);

/**
 * Print the tables, each under the names that it holds for unless there is only one.
 *
 * who, what  titles of the first two columns
 */
void polmoves_print(const struct polmoves_ask *ask, const struct polmoves *tables, size_t ntables,
                    const char *who, const char *what, struct arena *arena);

/** The tables as a list. Owns: the caller gives it to a parent or drops it. */
json_t *polmoves_json(const struct polmoves_ask *ask, const struct polmoves *tables,
                      size_t ntables);

/** The names of a table: "app.example., example." */
const char *polmoves_names(const struct polmoves_ask *ask, const struct polmoves *table,
                           struct arena *arena);

/** The label of a cell: "GB", or "unknown -> US". */
const char *polmoves_who(const struct polmoves_ask *ask, const struct census_cell *cell,
                         struct arena *arena);

#endif
