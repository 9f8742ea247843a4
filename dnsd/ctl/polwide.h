/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Client networks wider than a place: those that hold places of several decisions and get an answer
 * of their own, and what becomes of it from one policy or database to another.
 */
#ifndef DNSD_CTL_POLWIDE_H
#define DNSD_CTL_POLWIDE_H

#include "base/arena.h"
#include "ctl/polmoves.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Some of them, and one that is like what resolvers send. */
struct polwide_some {
    uint64_t count;
    struct prefix example;
    uint32_t name;      /* that it asks for: policy.names of the first policy */
    const char *before; /* in words */
    const char *after;
};

/* Over all names that are not like an earlier one. */
struct polwide {
    uint64_t total;             /* networks that hold several decisions on one side at least */
    struct polwide_some order;  /* with another order of clusters */
    struct polwide_some answer; /* that are given something else in the states that are asked for */
    struct polwide_some lost;   /* of which some had a cluster and have none */
};

/** Compare them, in one walk over the tries of both images. */
void polwide_compare(const struct polmoves_ask *ask, struct arena *arena, struct polwide *out);

/**
 * Print a line about some of them, unless there are none.
 *
 * what  "are answered otherwise"
 */
void polwide_print(const struct polwide *wide, const struct polwide_some *some, const char *what);

/** The numbers and the examples as an object. Owns: the caller gives it to a parent or drops it. */
json_t *polwide_json(const struct polmoves_ask *ask, const struct polwide *wide);

#endif
