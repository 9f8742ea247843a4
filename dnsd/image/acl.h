/* SPDX-License-Identifier: Apache-2.0 */
/* `acl` in the image: rules that decide by source address and type whether a query is served. */
#ifndef DNSD_IMAGE_ACL_H
#define DNSD_IMAGE_ACL_H

#include "image/layout.h"

#include <stdint.h>

enum acl_action { ACL_ALLOW, ACL_BLOCK, ACL_FILTER, ACL_DROP };

/* One line of an `acl` block. The first rule that matches a query decides. */
struct image_acl_rule {
    uint32_t action;           /* enum acl_action */
    struct range_ref zones;    /* SECTION_NAME: for names at or below these; empty = all */
    struct range_ref types;    /* SECTION_TYPE; empty = all */
    struct range_ref prefixes; /* SECTION_PREFIX: source addresses; empty = all */
};

/* The rules of one server block: an element of SECTION_ACL. */
struct image_acl {
    struct range_ref rules; /* SECTION_ACL_RULE, in the Corefile's order */
};

#endif
