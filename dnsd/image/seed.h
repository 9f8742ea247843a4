/* SPDX-License-Identifier: Apache-2.0 */
/* The seed of an image's tables of names: chosen from their content, so that no chain is long. */
#ifndef DNSD_IMAGE_SEED_H
#define DNSD_IMAGE_SEED_H

#include "image/build.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SEED_RUN_MAX = 256, /* slots in a row that may be in use: see seed_settle() */
    SEED_TRIES = 64
};

/**
 * Change image_facts.name_seed from 0, and fill the tables of routes, zones and names anew, until
 * no table has a run of more than SEED_RUN_MAX slots in use: a look-up reads one run at most.
 *
 * Call it last, when every section is complete. With hashes that spread, a run of 256 in a
 * half-full table of a billion names has a chance of less than 10^-12, so the seed changes only for
 * names that were made to collide. The same content always gives the same seed.
 *
 * Returns false when no seed helped; the image is as good as it can be then.
 */
bool seed_settle(struct build *build);

/** The longest run of slots in use, around the end too. */
uint64_t seed_longest_run(const struct image_slot *slots, uint64_t nslots);

#endif
