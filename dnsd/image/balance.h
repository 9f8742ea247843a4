/* SPDX-License-Identifier: Apache-2.0 */
/* `loadbalance` in the image: in which order the addresses of an answer are sent. */
#ifndef DNSD_IMAGE_BALANCE_H
#define DNSD_IMAGE_BALANCE_H

#include "image/layout.h"

#include <stdint.h>

enum { BALANCE_WEIGHTED = 1 /* an address is drawn by weight to come first; no shuffling */ };

/* How a server block orders addresses: an element of SECTION_BALANCE. */
struct image_balance {
    uint32_t flags;          /* BALANCE_* */
    struct range_ref prefer; /* SECTION_PREFIX: addresses in these first, in this order */
    struct range_ref names;  /* SECTION_WEIGHT_NAME, in canonical order */
};

/* A host that has weights. */
struct image_weight_name {
    struct blob_ref name;     /* lower-case wire name */
    struct range_ref weights; /* SECTION_WEIGHT */
};

/* How often an address comes first, among the weights of its rrset. Others weigh 1. */
struct image_weight {
    uint8_t octets[16]; /* as struct addr of base/addr.h */
    uint8_t family;
    uint8_t value; /* 1-255 */
    uint8_t zero[2];
};

#endif
