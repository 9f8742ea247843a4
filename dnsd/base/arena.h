/* SPDX-License-Identifier: Apache-2.0 */
/* An arena: memory with one owner that is given back all at once. */
#ifndef DNSD_BASE_ARENA_H
#define DNSD_BASE_ARENA_H

#include "base/attr.h"

#include <stddef.h>

struct arena;

enum { ARENA_SLACK = 8 };

/**
 * A new, empty arena that asks the system for memory in chunks of up to `chunk_octets`, the first
 * ones smaller.
 *
 * Owns: the caller frees it with arena_free(). Ends the process when memory runs out, as every
 * arena call does: only loaders and tools use arenas, and a loader that dies leaves the running
 * image alone.
 */
struct arena *arena_new(size_t chunk_octets) ATTR_MALLOC;

/** Free the arena and everything that was allocated from it. NULL is fine. */
void arena_free(struct arena *arena);

/** `octets` zeroed octets, aligned to 16. They live as long as the arena. */
void *arena_alloc(struct arena *arena, size_t octets) ATTR_MALLOC;

/**
 * Like arena_alloc(), but unaligned and not zeroed: for text and wire octets. ARENA_SLACK octets
 * past them are readable, as what reads words wants it (HASH_SLACK of base/hash.h).
 */
void *arena_octets(struct arena *arena, size_t octets) ATTR_MALLOC;

/** A NUL-terminated copy of `len` octets of text. */
char *arena_text(struct arena *arena, const char *text, size_t len) ATTR_MALLOC;

/** printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) ATTR_PRINTF(2, 3);

/**
 * Make room for one more element in a growing array that lives in the arena.
 *
 * array  the array so far, or NULL; count of them are used, *room are allocated
 * Returns the array, moved if it had to grow (to twice its room). The old copy stays until the
 * arena goes, so long lists cost twice their size: use it for lists of operator's words.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room, size_t elem_octets);

/** Octets asked of the system so far. */
size_t arena_size(const struct arena *arena);

#endif
