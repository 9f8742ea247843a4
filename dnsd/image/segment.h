/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A zone's segment: its nodes in canonical order (RFC 4034 §6.1) with finished answers.
 *
 *     struct segment
 *     nodes      one after the other, apex first:
 *                struct segment_node
 *                struct segment_type[ntypes], by type
 *                name: lower-case wire octets, padded to 4
 *                [the name as the zone spells it, padded to 4, if NODE_SPELLED]
 *                renderings (image/rendering.h), each padded to 4
 *     negative   the rendering of the SOA that denials carry
 *     slots      struct image_slot[slot_mask + 1]; value = node_ref (units from the segment)
 *
 * All references are in units of 4 octets: from the segment's start (node_ref) or from the node's
 * start (segment_type.rendering). A segment can be moved and copied from image to image.
 */
#ifndef DNSD_IMAGE_SEGMENT_H
#define DNSD_IMAGE_SEGMENT_H

#include "image/layout.h"
#include "image/rendering.h"

#include <stddef.h>
#include <stdint.h>

enum { SEGMENT_UNIT = 4 }; /* octets */

struct segment {
    uint64_t size;      /* octets */
    uint32_t slots;     /* units: where the slots begin */
    uint32_t slot_mask; /* slots - 1 */
    uint32_t nodes;     /* units: the first node, which is the apex */
    uint32_t nodes_end; /* units: past the last node */
    uint32_t nnodes;
    uint32_t negative; /* units: rendering of the SOA for NXDOMAIN and NODATA; 0 = no SOA */
    uint32_t depth;    /* labels of its deepest node */
    uint32_t serial;   /* of the SOA */
};

enum {
    NODE_CUT = 1,     /* a delegation: NS below the apex */
    NODE_DNAME = 2,   /* owns a DNAME: hides what is below it */
    NODE_CNAME = 4,   /* owns a CNAME */
    NODE_SPELLED = 8, /* the zone spells the name with capitals: kept after the lower-case one */
    NODE_HIDDEN = 16  /* below a cut or a DNAME: glue or occluded, never an answer */
};

struct segment_node {
    uint32_t size;     /* units to the next node */
    uint32_t barrier;  /* node_ref of the topmost cut at or above it, or DNAME owner above it; 0 */
    uint32_t wildcard; /* node_ref of its child "*"; 0 = none */
    uint16_t ntypes;   /* 0 for an empty non-terminal */
    uint8_t flags;     /* NODE_* */
    uint8_t name_len;  /* octets of the name */
};

/* Pseudo-types at a cut: the finished referral (NS in authority, glue in additional). */
enum {
    SEGMENT_REFERRAL = 0,       /* for plain queries, and for all when the cut has no DS */
    SEGMENT_REFERRAL_DS = 65535 /* for queries with DO: DS beside the NS (RFC 4035 §3.1.4.1) */
};

/* The rrset is not the node's: its CNAME leads there inside the zone, and is written first. */
enum { SEGMENT_CHAIN = 1 };

/* One rrset of a node, or its referral. At a cut only referrals and DS stand. */
struct segment_type {
    uint16_t type;
    uint16_t flags;     /* SEGMENT_CHAIN */
    uint32_t rendering; /* units from the node's start */
};

enum {
    ZONE_FALLTHROUGH = 1, /* a name without data goes to the next plugin */
    ZONE_NEXT = 2 /* a geoip block answers the names that do not exist: as ZONE_FALLTHROUGH */
};

/* One element of SECTION_ZONE. SECTION_ZONE_SLOT finds it by (zone set, apex). */
struct image_zone {
    struct blob_ref apex;         /* lower-case wire name */
    uint64_t at;                  /* octets from the start of SECTION_ZONE_DATA; a multiple of 8 */
    uint64_t size;                /* octets */
    uint32_t set;                 /* the zone set that it belongs to */
    uint32_t flags;               /* ZONE_* */
    struct range_ref fallthrough; /* SECTION_NAME: only below these; empty = all */
};

/** The types of a node, by type. */
static inline const struct segment_type *segment_types(const struct segment_node *node)
{
    return (const struct segment_type *)(const void *)(node + 1);
}

/** The node's name: lower-case wire octets; at least HASH_SLACK octets past it are readable. */
static inline const uint8_t *segment_name(const struct segment_node *node)
{
    return (const uint8_t *)(segment_types(node) + node->ntypes);
}

/** The node's name as the zone spells it. */
static inline const uint8_t *segment_spelled(const struct segment_node *node)
{
    const uint8_t *name = segment_name(node);
    return (node->flags & NODE_SPELLED) ? name + ((node->name_len + 3u) & ~3u) : name;
}

/** Follow a node_ref (not 0). */
static inline const struct segment_node *segment_node_at(const struct segment *segment,
                                                         uint32_t ref)
{
    return (const struct segment_node *)(const void *)((const uint8_t *)segment +
                                                       (uint64_t)ref * SEGMENT_UNIT);
}

/** Follow segment_type.rendering. */
static inline const struct rendering *segment_rendering(const struct segment_node *node,
                                                        uint32_t ref)
{
    return (const struct rendering *)(const void *)((const uint8_t *)node +
                                                    (uint64_t)ref * SEGMENT_UNIT);
}

/** The rendering of NXDOMAIN and NODATA; NULL = the zone has none. */
static inline const struct rendering *segment_denial(const struct segment *segment)
{
    return segment->negative == 0
               ? NULL
               : (const struct rendering *)(const void *)((const uint8_t *)segment +
                                                          (uint64_t)segment->negative *
                                                              SEGMENT_UNIT);
}

/** The rendering of one type at a node; NULL = it has none. */
static inline const struct rendering *segment_answer(const struct segment_node *node, uint16_t type)
{
    const struct segment_type *types = segment_types(node);
    for (uint16_t i = 0; i < node->ntypes; i++) {
        if (types[i].type == type) {
            return segment_rendering(node, types[i].rendering);
        }
    }
    return NULL;
}

#endif
