/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels: facts about a client that `view`, `log` and `template` name, e.g. geoip/country/code.
 *
 * Only labels that are named are in the image. Those of one block that come from its database
 * share a map from the client's address to a row of texts; each label is a column:
 *
 *     label ──→ map: address ──→ value ──→ texts.first + value ──→ text of this label there
 */
#ifndef DNSD_IMAGE_METADATA_H
#define DNSD_IMAGE_METADATA_H

#include "image/layout.h"
#include "image/open.h"

#include <stdint.h>

enum label_kind {
    LABEL_ABSENT,       /* nothing in the block sets it */
    LABEL_PLACE,        /* by the client's address: map and texts */
    LABEL_POLICY_PLACE, /* by the client's address and the time: the place as a policy sees it */
    LABEL_VIEW_NAME,    /* texts holds one: the name of the block's view */
    LABEL_RULE,         /* how a policy answered (query/tailored.h): the rules that applied, */
    LABEL_CLUSTER,      /* the cluster that was given, */
    LABEL_REASON,       /* and why that one */
    LABEL_KIND_COUNT
};

/* One element of SECTION_LABEL. */
struct image_label {
    struct blob_ref name;   /* text: "geoip/country/code" */
    uint32_t kind;          /* enum label_kind */
    uint32_t block;         /* SECTION_BLOCK: whose directives set it */
    uint32_t map;           /* with LABEL_PLACE: SECTION_MAP, its values are below texts.count;
                             * with LABEL_POLICY_PLACE: SECTION_ACCOUNT */
    struct range_ref texts; /* SECTION_LABEL_TEXT */
    struct range_ref zones; /* SECTION_NAME: set for names at or below these; empty = all */
    uint32_t zero;
};

/** Element `i` of SECTION_LABEL. */
static inline const struct image_label *metadata_label(const struct image *image, uint32_t i)
{
    return (const struct image_label *)image->at[SECTION_LABEL] + i;
}

#endif
