/* SPDX-License-Identifier: Apache-2.0 */
/* A geoip block with targets: which finished answer a client gets for its place. */
#ifndef DNSD_IMAGE_GEO_H
#define DNSD_IMAGE_GEO_H

#include "image/layout.h"
#include "image/open.h"
#include "image/rendering.h"

#include <stdint.h>

/*
 * The answers of one target, as offsets into SECTION_ANSWER; REF_NONE = NODATA. They are made for
 * any question name (name_len 1, the root's).
 */
struct image_target {
    uint32_t a;           /* for A: CNAME and the target's addresses, or the addresses alone */
    uint32_t aaaa;        /* for AAAA */
    uint32_t other;       /* for every other type: CNAME */
    uint32_t flat_a;      /* at a zone's apex, where no CNAME can stand: the addresses */
    uint32_t flat_aaaa;   /* the same for AAAA */
    uint32_t served;      /* 1 = its addresses are known here, be there none of a type; else 0 */
    struct blob_ref code; /* text of the Corefile's line: "NL", "country:NA", "default" */
    struct blob_ref name; /* text of the target: a name or the first address */
};

enum {
    GEO_FLAT = 1 /* image_geo_name: an apex, answer A and AAAA by flattening */
};

/* A name that the block answers before zone data is asked. */
struct image_geo_name {
    struct blob_ref name; /* lower-case wire; a leading "*" label takes every name below */
    uint32_t flags;       /* GEO_FLAT */
    uint32_t zero;
};

/* One element of SECTION_GEO. */
struct image_geo {
    uint32_t map;             /* SECTION_MAP: decision of each address */
    uint32_t unknown;         /* decision for networks that hold several */
    struct range_ref targets; /* SECTION_TARGET: decision d > 0 is targets.first + d - 1;
                                 decision 0 = no target */
    struct range_ref own;     /* SECTION_NAME: targets, which are never rewritten */
    struct range_ref first;   /* SECTION_GEO_NAME: names answered before zone data */
    uint32_t soa;             /* SECTION_ANSWER: the SOA where the block has no zone data,
                                 made for the name of the block's zone; REF_NONE = none */
    uint32_t negative;        /* the same in the authority section, for NODATA */
};

/** Element `i` of SECTION_GEO. */
static inline const struct image_geo *geo_at(const struct image *image, uint32_t i)
{
    return (const struct image_geo *)image->at[SECTION_GEO] + i;
}

/** The rendering at an offset of SECTION_ANSWER. */
static inline const struct rendering *geo_rendering(const struct image *image, uint32_t at)
{
    return (const struct rendering *)(const void *)((const uint8_t *)image->at[SECTION_ANSWER] +
                                                    at);
}

#endif
