/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says of itself: which policy and which data it answers from (version.dnsd. CH). */
#ifndef DNSD_IMAGE_NAMEPLATE_H
#define DNSD_IMAGE_NAMEPLATE_H

#include "image/layout.h"
#include "image/open.h"

#include <stdint.h>

enum { NAMEPLATE_SHOWN = 1 /* to clients, too; not with `identity off` */ };

/* One element of SECTION_NAMEPLATE: of a server block with `residency`. */
struct image_nameplate {
    uint64_t groups; /* listen groups that the block is on */
    uint32_t block;  /* SECTION_BLOCK */
    uint32_t view;   /* SECTION_VIEW that the block asks first, or REF_NONE */
    uint32_t flags;  /* NAMEPLATE_* */
    uint32_t zero;
    struct blob_ref program; /* text: name and version of what made the image */
    struct range_ref policy; /* SECTION_NAME as texts, of at most 255 octets: zone, digest of the
                              * policy, edition of built-in groups, databases */
};

/** Element `i` of SECTION_NAMEPLATE. */
static inline const struct image_nameplate *nameplate_at(const struct image *image, uint32_t i)
{
    return (const struct image_nameplate *)image->at[SECTION_NAMEPLATE] + i;
}

#endif
