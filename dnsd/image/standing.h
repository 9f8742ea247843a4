/* SPDX-License-Identifier: Apache-2.0 */
/* What the board says of the clusters of one image, as masks for each of its policies. */
#ifndef DNSD_IMAGE_STANDING_H
#define DNSD_IMAGE_STANDING_H

#include "image/board.h"
#include "image/open.h"
#include "image/states.h"

#include <stdbool.h>
#include <stddef.h>

struct standing;

/**
 * The states of an image's clusters, from a board.
 *
 * image, board  stay the caller's, and longer than this
 * Returns NULL without memory. Owns: the caller frees it with standing_free(). Threads: one reader
 * each.
 */
struct standing *standing_new(const struct image *image, const struct board *board);

/** Free. NULL is fine. */
void standing_free(struct standing *standing);

/**
 * The states now, by SECTION_POLICY; good until the next call. To be called once per batch: as long
 * as the board does not change, this is one read.
 *
 * A cluster whose health nothing looks at counts as up, and so does one of which nothing was heard
 * yet: else every start would begin with the last resorts.
 */
const struct policy_states *standing_read(struct standing *standing);

/**
 * Give each cluster of an image's policies a slot.
 *
 * image  opened or only its outline: what is not there is passed over
 * Returns how many clusters found no room.
 */
size_t standing_register(const struct image *image, struct board *board);

#endif
