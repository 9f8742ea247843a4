/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions: texts in the image, compiled by the loader to try them and by the server
 * when it adopts the image. The one door to PCRE2.
 *
 * They read as Go's do as far as both know the same: `$` is the end of the text, parentheses do
 * not capture, there are no back references. A match gives up after MATCH_STEPS, so that no name
 * makes it slow; there is no JIT, so that no page of the server is writable and executable.
 */
#ifndef DNSD_IMAGE_PATTERNS_H
#define DNSD_IMAGE_PATTERNS_H

#include "base/bytes.h"
#include "image/open.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PATTERNS_WHY_SIZE = 160, /* octets of a reason with its NUL */
    PATTERNS_TEXT_MAX = 1000 /* octets of a pattern */
};

/**
 * Whether a text is a pattern.
 *
 * at, why  written on failure: where in the text, and what is wrong, in PATTERNS_WHY_SIZE octets
 */
bool patterns_check(struct bytes text, size_t *at, char *why);

/* All patterns of one image (SECTION_PATTERN). Const once made: any thread may match. */
struct patterns;

/**
 * Compile all patterns of an image; NULL when it refuses one or there is no memory.
 *
 * why   IMAGE_WHY_SIZE octets: written on failure
 * Owns: the caller frees it with patterns_free(). It does not refer to the image.
 */
struct patterns *patterns_new(const struct image *image, char *why);

/** Free the patterns. NULL is fine. */
void patterns_free(struct patterns *patterns);

/* What one thread needs to match: allocated whole, never grown. */
struct patterns_room;

/** Room for matches of one thread at a time; NULL = no memory. Free with patterns_room_free(). */
struct patterns_room *patterns_room_new(void);

/** Free the room. NULL is fine. */
void patterns_room_free(struct patterns_room *room);

/**
 * Match a text against pattern `index`: *out is whether it matches anywhere.
 *
 * Returns false when that is not known: the match took too long, or the text is no UTF-8. Does not
 * allocate.
 */
bool patterns_match(const struct patterns *patterns, struct patterns_room *room, uint32_t index,
                    struct bytes text, bool *out);

#endif
