/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole address space in spots, as a policy sees it at one time: the country database with the
 * corrections that hold then, the ASes that the policy names, and the own networks.
 */
#ifndef DNSD_POLICY_ATLAS_H
#define DNSD_POLICY_ATLAS_H

#include "base/arena.h"
#include "base/errs.h"
#include "geo/database.h"
#include "image/map_build.h"
#include "policy/ownnets.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ground;

/* The databases that a policy names. */
struct atlas_data {
    struct database *country;
    struct database *asn;       /* NULL = none */
    struct database *anonymous; /* whose ranges are in no country; NULL = none */
    struct ground
        *ground; /* what they say, laid out when it is first asked for; NULL = never kept */
};

/* A range of an atlas. */
struct atlas_range {
    enum family family;
    size_t index;
};

/* Every address of both families belongs to one of the spots: the values of v4 and v6. */
struct atlas {
    struct map_ranges v4;
    struct map_ranges v6;            /* what it says of blocks that carry IPv4 does not matter */
    struct spot *spots;              /* distinct; until atlas_done() */
    const struct atlas_range *first; /* by spot: its first range */
    size_t nspots;
    struct ownnets own; /* which own networks hold an address */
    struct arena *arena;
};

/**
 * Open the databases of a policy. Faults are added to errs at the places that named the files.
 *
 * dir  what relative paths are relative to; NULL = the working directory
 * Owns: atlas_close() closes them, also after failure.
 */
bool atlas_open(const struct policy *policy, const char *dir, struct atlas_data *out,
                struct errs *errs);

/** Close the databases. */
void atlas_close(struct atlas_data *data);

/**
 * Lay out the address space at a time. False after errors (a corrupt database).
 *
 * arena  for what is needed on the way
 * Owns: atlas_done() frees it, and all that its spots point to.
 * Source: policy-language.md, evaluation item 2.
 */
bool atlas_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                struct arena *arena, struct atlas *out, struct errs *errs);

/** Give back what is kept with the data to lay it out again: it is read anew when it is needed. */
void atlas_forget(const struct atlas_data *data);

/** Free the atlas; one that is {0} is fine. */
void atlas_done(struct atlas *atlas);

/** The first address of a range, as a network of its own. */
struct prefix atlas_start(const struct atlas *atlas, struct atlas_range range);

#endif
