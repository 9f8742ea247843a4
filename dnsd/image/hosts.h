/* SPDX-License-Identifier: Apache-2.0 */
/* `hosts` in the image: a table of names and addresses, compiled as a zone without SOA. */
#ifndef DNSD_IMAGE_HOSTS_H
#define DNSD_IMAGE_HOSTS_H

#include "image/layout.h"

#include <stdint.h>

enum {
    HOSTS_FALLTHROUGH = 1, /* a name that is not in the table goes to the next plugin */
    HOSTS_UNSUPPORTED = 2, /* also one that is, when the question is for no address */
    HOSTS_NEXT = 4         /* a geoip block answers the names that are not in the table */
};

/* A server block's table: an element of SECTION_HOSTS. */
struct image_hosts {
    uint32_t set;                 /* a zone set with one zone, "." */
    uint32_t flags;               /* HOSTS_* */
    struct range_ref zones;       /* SECTION_NAME: names below these are the table's */
    struct range_ref fallthrough; /* SECTION_NAME: only below these; empty = all */
};

#endif
