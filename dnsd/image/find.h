/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding names in the image: the zone that holds a name, and what the zone has for it.
 *
 * Used by the server for every query and by the loader for what it renders ahead (targets,
 * additional addresses), so that the two cannot disagree.
 */
#ifndef DNSD_IMAGE_FIND_H
#define DNSD_IMAGE_FIND_H

#include "image/open.h"
#include "image/segment.h"

#include <stdbool.h>
#include <stdint.h>

/* A name prepared for look-ups. The arrays belong to whoever prepared it. */
struct find_name {
    const uint8_t *octets;   /* lower-case wire octets; HASH_SLACK octets past them are zero */
    const uint8_t *label_at; /* [i]: offset of label i; [nlabels]: of the root */
    const uint64_t *hash;    /* [i]: hash of the name from label i on; [nlabels]: of the root */
    unsigned nlabels;        /* without the root */
    unsigned len;            /* octets */
};

/* Room for the arrays of a find_name. */
struct find_room {
    uint8_t label_at[128];
    uint64_t hash[128];
};

enum find_kind {
    FIND_ANSWER,   /* node exists and answers for itself: its types follow; none = NODATA */
    FIND_WILDCARD, /* node is the wildcard that covers the name */
    FIND_REFERRAL, /* node is the cut above the name, or the name itself */
    FIND_DNAME,    /* node owns a DNAME above the name */
    FIND_NXDOMAIN  /* node is the closest encloser */
};

struct found {
    enum find_kind kind;
    const struct segment_node *node;
};

/** Prepare a name: labels and the hashes of all its suffixes. octets as in struct find_name. */
void find_prepare(const uint8_t *octets, uint64_t name_seed, struct find_room *room,
                  struct find_name *out);

/**
 * What a zone has for a name that is at or below its apex.
 *
 * apex_labels  labels of the apex
 * at_parent    the question is for DS: a cut answers for itself (RFC 4035 §3.1.4.1)
 * Source: RFC 1034 §4.3.2, RFC 4592 §2.2 (closest encloser, empty non-terminals), RFC 6672 §3.2.
 */
struct found find_in_segment(const struct segment *segment, const struct find_name *name,
                             unsigned apex_labels, bool at_parent);

/**
 * The index of a key in a slot table whose owner compares the candidate itself.
 *
 * Walks the slots from *at on (start with the low 32 bits of the hash); returns index + 1 of the
 * next candidate with this hash and moves *at past it, 0 when there is none.
 */
static inline uint32_t find_slot_next(const struct image_slot *slots, uint32_t mask, uint64_t hash,
                                      uint32_t *at)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    for (;;) {
        const struct image_slot *slot = &slots[*at & mask];
        (*at)++;
        if (slot->value == 0 || slot->tag == tag) {
            return slot->value;
        }
    }
}

/**
 * The zone of a set with the longest apex at or above a name; NULL when the set has none.
 *
 * at_parent  the question is for DS: of a zone's own apex the parent's zone is asked, if it is
 * there label      set to the index of the label where the apex begins
 */
const struct image_zone *find_zone(const struct image *image, uint32_t set,
                                   const struct find_name *name, bool at_parent, unsigned *label);

/** The hash under which SECTION_ZONE_SLOT holds a zone of a set. */
static inline uint64_t find_zone_hash(uint64_t name_hash, uint32_t set)
{
    return name_hash ^ ((uint64_t)(set + 1) * 0x9e3779b97f4a7c15u);
}

#endif
