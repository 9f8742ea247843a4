/* SPDX-License-Identifier: Apache-2.0 */
/* Many groups of people in few words: "all 17 eea countries in the data, unknown and gov-nl". */
#ifndef DNSD_CTL_POLFOLD_H
#define DNSD_CTL_POLFOLD_H

#include "base/arena.h"
#include "ctl/polpeople.h"
#include "policy/census.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A group of people by its label, and whether it is meant. */
struct polfold_item {
    const struct polpeople_label *label;
    const struct spot *spot; /* one of its places */
    size_t total;            /* cells */
    size_t chosen;
    bool told; /* by the word for a set of countries */
};

struct polfold {
    const struct polpeople *people;
    struct arena *arena;
    struct polfold_item *items; /* countries by code, unknown, own networks */
    size_t nitems;
};

/**
 * Fold a choice of cells.
 *
 * people  of the second atlas of the census, which may be the first
 * chosen  by cell
 */
void polfold_make(const struct polpeople *people, const struct census *census, const bool *chosen,
                  struct arena *arena, struct polfold *out);

/** How many groups of people are meant, wholly or in part. */
size_t polfold_count(const struct polfold *fold);

/**
 * The groups in words. Groups of countries that the policy names stand for their members if the
 * data has three of them and all are meant.
 */
const char *polfold_text(struct polfold *fold);

/** The labels of all groups that are meant. Owns: the caller gives it to a parent or drops it. */
json_t *polfold_json(const struct polfold *fold);

#endif
