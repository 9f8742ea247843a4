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

struct polwide {
    uint64_t total;        /* networks that are mixed on one side at least; over all names */
    uint64_t changed;      /* of these: with another order of clusters */
    struct prefix example; /* the first of these */
    uint32_t name;         /* and the name it asks for: policy.names of the first policy */
    const char *before;    /* its orders */
    const char *after;
};

/** Compare them, in one walk over the tries of both images. */
void polwide_compare(const struct polmoves_ask *ask, struct arena *arena, struct polwide *out);

/** The numbers and the example as an object. Owns: the caller gives it to a parent or drops it. */
json_t *polwide_json(const struct polmoves_ask *ask, const struct polwide *wide);

#endif
