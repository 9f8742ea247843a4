/* SPDX-License-Identifier: Apache-2.0 */
/* Building an image: sections that grow, then one sealed memfd. */
#ifndef DNSD_IMAGE_BUILD_H
#define DNSD_IMAGE_BUILD_H

#include "base/errs.h"
#include "image/layout.h"
#include "image/local.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct build;

/** A new, empty build. Owns: the caller frees it with build_free(). */
struct build *build_new(void);

/** Free the build. NULL is fine. */
void build_free(struct build *build);

/**
 * Append `count` elements (zeroed if elems is NULL) to a section.
 *
 * Returns the index of the first. The section may move in memory: do not keep pointers from
 * build_at() across calls that append.
 */
uint32_t build_add(struct build *build, enum section section, const void *elems, size_t count);

/** Element `index` of a section, to fill in; valid until the next append to that section. */
void *build_at(struct build *build, enum section section, uint64_t index);

/** Elements in a section so far. */
uint64_t build_count(const struct build *build, enum section section);

/** Append octets (not ones of the blob itself) to the blob; equal octets are stored once. */
struct blob_ref build_blob(struct build *build, const void *octets, size_t len);

/** Append a text without its NUL to the blob. */
struct blob_ref build_text(struct build *build, const char *text);

/**
 * Append an octet section's worth (SECTION_ZONE_DATA, SECTION_MAP_DATA, SECTION_ANSWER) at the
 * next multiple of `align`; returns its offset. octets NULL = zeroed room.
 */
uint64_t build_octets(struct build *build, enum section section, const void *octets, size_t len,
                      size_t align);

/** Take back what a section has from element `count` on; it is zeroed room again. */
void build_cut(struct build *build, enum section section, uint64_t count);

/**
 * Make a hash table of `nkeys` slots' worth in a slot section.
 *
 * hashes  the key of value i (index i of the table's own section); same key twice = both stored
 * Returns slots - 1, for the mask field of whoever owns the table.
 */
uint32_t build_slots(struct build *build, enum section section, const uint64_t *hashes,
                     size_t nkeys);

/**
 * Note a file to watch. It is no part of the image: build_seal() writes it behind (image/local.h).
 */
void build_watch(struct build *build, const char *path, uint32_t every_ms, enum watch_kind kind);

/** Note the hash over the Corefile's words, which may be paths: no part of the image either. */
void build_config(struct build *build, uint64_t config);

/**
 * Note where a word stands, for messages of the supervisor; no part of the image either.
 *
 * source   the line that the word is on; mark_len: octets of the word
 * excepts  of a listener: the place of its first `except` word; else 0
 * Returns its number: image/local.h says which is whose.
 */
uint32_t build_place(struct build *build, struct pos at, const char *source, uint32_t mark_len,
                     uint32_t excepts);

/** What build_seal() writes behind the image, on the heap: the caller frees *out with free(). */
bool build_local(const struct build *build, void **out, size_t *size);

/**
 * Write the finished image (layout, padding, digest) and build_local() over a memfd, then seal it
 * against writing, growing, shrinking and unsealing.
 *
 * Each octet is given back to the system once it is written, so that the image is not in memory
 * twice: after this, only build_free() may be called.
 * Returns false when the machine refused (errno says why).
 */
bool build_seal(struct build *build, int memfd);

/**
 * The finished image alone as octets on the heap, aligned to LAYOUT_ALIGN: for tests and tools. The
 * build stays as it is. The caller frees *out with free().
 */
bool build_image(struct build *build, void **out, size_t *size);

#endif
