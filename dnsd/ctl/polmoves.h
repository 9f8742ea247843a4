/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets other answers than before: the tables of diff and simulate. */
#ifndef DNSD_CTL_POLMOVES_H
#define DNSD_CTL_POLMOVES_H

#include "base/arena.h"
#include "ctl/polanswer.h"
#include "ctl/polpeople.h"
#include "image/states.h"
#include "policy/census.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name that both policies bind. */
struct polmoves_name {
    uint32_t before; /* policy.names */
    uint32_t after;
};

/* What the rows of a table are about. */
enum polmoves_topic {
    MOVES_FIRST, /* what people are given in the states that are asked for */
    MOVES_LATER  /* that is the same, but not the whole order of what they can be given */
};

/* What is compared. Before and after may be the same people, in other states. */
struct polmoves_ask {
    enum polmoves_topic topic;
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
    const char *who; /* "GB", or "unknown -> US" where the place itself changes; for orders all
                      * who change in the same way */
    struct polanswer before;
    struct polanswer after;
    struct census_count count;
    struct prefix example;
    bool *cells; /* of the census: those whose people are folded into `who`; NULL = not folded */
};

/* The rows of names for which they are the same, by group of people. */
struct polmoves {
    const struct polmoves_name **names;
    size_t nnames;
    struct polmove *list;
    size_t count;
    size_t room;
};

/** A comparison of people with themselves, for all their names, with all clusters up. */
struct polmoves_ask polmoves_self(const struct polpeople *people, const struct census *census,
                                  struct arena *arena);

/**
 * The first name with the same tables in both images, made from the same law and taste; the name
 * itself when none before it has them.
 */
size_t polmoves_first_alike(const struct polmoves_ask *ask, size_t name);

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

/** Print tables of orders: each change of order, and below it for whom. */
void polmoves_print_later(const struct polmoves_ask *ask, const struct polmoves *tables,
                          size_t ntables, struct arena *arena);

/** The tables as a list. Owns: the caller gives it to a parent or drops it. */
json_t *polmoves_json(const struct polmoves_ask *ask, const struct polmoves *tables,
                      size_t ntables);

/** The names of a table: "app.example., example." */
const char *polmoves_names(const struct polmoves_ask *ask, const struct polmoves *table,
                           struct arena *arena);

/** The names of a table as a list. Owns: the caller gives it to a parent or drops it. */
json_t *polmoves_names_json(const struct polmoves_ask *ask, const struct polmoves *table);

/** The label of a cell: "GB", or "unknown -> US". */
const char *polmoves_who(const struct polmoves_ask *ask, const struct census_cell *cell,
                         struct arena *arena);

#endif
