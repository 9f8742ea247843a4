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
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The databases that a policy names. */
struct atlas_data {
    struct database *country;
    struct database *asn; /* NULL = none */
};

/* Every address of both families belongs to one of the spots: the values of v4 and v6. */
struct atlas {
    struct map_ranges v4;
    struct map_ranges v6; /* what it says of blocks that carry IPv4 does not matter */
    struct spot *spots;   /* distinct; in the arena */
    size_t nspots;
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
 * Owns: spots live in the arena; atlas_done() frees the ranges.
 * Source: policy-language.md, evaluation item 2.
 */
bool atlas_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                struct arena *arena, struct atlas *out, struct errs *errs);

/** Free the ranges. */
void atlas_done(struct atlas *atlas);

#endif
