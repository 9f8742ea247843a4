/* SPDX-License-Identifier: Apache-2.0 */
/* An open image: mapped octets that were checked once and are then followed without checks. */
#ifndef DNSD_IMAGE_OPEN_H
#define DNSD_IMAGE_OPEN_H

#include "image/block.h"
#include "image/layout.h"
#include "image/local.h"
#include "image/segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image {
    const uint8_t *base;
    size_t size; /* octets */
    const void *at[SECTION_COUNT];
    uint64_t count[SECTION_COUNT]; /* elements */
    struct local local;            /* what stands behind it; empty after image_read() */
    size_t mapped;                 /* octets that image_close() unmaps; 0 = not mapped */
};

enum { IMAGE_WHY_SIZE = 160 };

/**
 * Check octets and make them an image: magic, version, size, digest, every reference in bounds.
 *
 * octets  aligned to 8; must stay until the image is forgotten; not freed by image_close()
 * why     IMAGE_WHY_SIZE octets: what is wrong, for the operator; written on failure
 */
bool image_read(const void *octets, size_t size, struct image *out, char *why);

/**
 * Map an image from a file or memfd, with what may stand behind it (image/local.h), and check it as
 * image_read() and local_read() do.
 *
 * need_seals  refuse a descriptor that is not sealed against writing and shrinking
 * Owns: out until image_close(); the descriptor stays the caller's.
 */
bool image_open(int fd, bool need_seals, struct image *out, char *why);

/**
 * Map a sealed image for a program that reads its outline only: facts, listeners,
 * routes with their candidates, and what stands behind the image. The rest is not looked at and the
 * digest not computed, so this takes no time. A program that answers from it opens it with
 * image_open(), unless another one has checked the same sealed octets before.
 */
bool image_outline(int fd, struct image *out, char *why);

/** Unmap what image_open() or image_outline() mapped. */
void image_close(struct image *image);

/** The digest, as 64 hexadecimal digits and a NUL in out. Returns out. */
const char *image_digest(const struct image *image, char out[2 * LAYOUT_DIGEST_SIZE + 1]);

/** The octets of a reference into the blob. */
static inline const uint8_t *image_blob(const struct image *image, struct blob_ref ref)
{
    return (const uint8_t *)image->at[SECTION_BLOB] + ref.at;
}

/** What holds for the whole image. */
static inline const struct image_facts *image_facts(const struct image *image)
{
    return image->at[SECTION_FACTS];
}

/** Element `i` of SECTION_BLOCK. */
static inline const struct image_block *image_block_at(const struct image *image, uint32_t i)
{
    return (const struct image_block *)image->at[SECTION_BLOCK] + i;
}

/** Element `i` of SECTION_LISTEN. */
static inline const struct image_listen *image_listen_at(const struct image *image, uint32_t i)
{
    return (const struct image_listen *)image->at[SECTION_LISTEN] + i;
}

/** Element `i` of SECTION_ZONE. */
static inline const struct image_zone *image_zone_at(const struct image *image, uint32_t i)
{
    return (const struct image_zone *)image->at[SECTION_ZONE] + i;
}

/** The segment of a zone. */
static inline const struct segment *image_segment(const struct image *image,
                                                  const struct image_zone *zone)
{
    return (const struct segment *)(const void *)((const uint8_t *)image->at[SECTION_ZONE_DATA] +
                                                  zone->at);
}

#endif
