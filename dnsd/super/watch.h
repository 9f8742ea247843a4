/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at files from time to time: what the loader says to watch, by size, time and inode. */
#ifndef DNSD_SUPER_WATCH_H
#define DNSD_SUPER_WATCH_H

#include "image/open.h"

#include <stdbool.h>
#include <uv.h>

struct watch;

/** Called on the loop with a file that changed; others may have changed as well. */
typedef void (*watch_changed)(void *owner, const char *path);

/**
 * Nothing to watch yet. Returns NULL without memory.
 *
 * Owns: the caller frees it with watch_free(), once it was stopped and the loop has ended.
 */
struct watch *watch_new(uv_loop_t *loop, watch_changed changed, void *owner);

/**
 * Note that a load begins: what changes from now on may not be in its image.
 */
void watch_load_begins(struct watch *watch);

/**
 * Watch what stands behind an image (image/local.h) from now on.
 *
 * A file that was written after the load began counts as changed: the load may have missed it.
 */
void watch_replace(struct watch *watch, const struct image *image);

/** Watch nothing any more: the loop can end. */
void watch_stop(struct watch *watch);

/** Free it. NULL is fine. */
void watch_free(struct watch *watch);

#endif
