/* SPDX-License-Identifier: Apache-2.0 */
#include "image/find.h"

#include "base/attr.h"
#include "base/hash.h"

#include <string.h>

void find_prepare(const uint8_t *octets, uint64_t name_seed, struct find_room *room,
                  struct find_name *out)
{
    unsigned nlabels = 0;
    unsigned at = 0;
    while (octets[at] != 0) {
        room->label_at[nlabels++] = (uint8_t)at;
        at += octets[at] + 1u;
    }
    room->label_at[nlabels] = (uint8_t)at;
    uint64_t hash = hash_root(name_seed);
    room->hash[nlabels] = hash;
    for (unsigned i = nlabels; i-- > 0;) {
        hash = hash_label(hash, octets + room->label_at[i]);
        room->hash[i] = hash;
    }
    *out = (struct find_name){.octets = octets,
                              .label_at = room->label_at,
                              .hash = room->hash,
                              .nlabels = nlabels,
                              .len = at + 1};
}

/* The node of the name from label i on, 0 = none. */
static uint32_t find_node(const struct segment *segment, const struct find_name *name, unsigned i)
{
    const struct image_slot *slots =
        (const struct image_slot *)(const void *)((const uint8_t *)segment +
                                                  (uint64_t)segment->slots * SEGMENT_UNIT);
    const uint8_t *octets = name->octets + name->label_at[i];
    unsigned len = name->len - name->label_at[i];
    uint32_t at = (uint32_t)name->hash[i];
    for (;;) {
        uint32_t ref = find_slot_next(slots, segment->slot_mask, name->hash[i], &at);
        if (ref == 0) {
            return 0;
        }
        const struct segment_node *node = segment_node_at(segment, ref);
        if (node->name_len == len && hash_same(segment_name(node), octets, len)) {
            return ref;
        }
    }
}

/* The node hides what is below: a cut, a DNAME, or one of these further up. */
static struct found behind_barrier(const struct segment *segment, uint32_t barrier)
{
    const struct segment_node *node = segment_node_at(segment, barrier);
    enum find_kind kind = (node->flags & NODE_CUT) ? FIND_REFERRAL : FIND_DNAME;
    return (struct found){.kind = kind, .node = node};
}

static struct found from_encloser(const struct segment *segment, const struct find_name *name,
                                  unsigned apex_labels)
{
    unsigned i = name->nlabels - segment->depth;
    i = name->nlabels > segment->depth && i > 1 ? i : 1;
    uint32_t ref = segment->nodes;
    for (; i < name->nlabels - apex_labels; i++) {
        uint32_t found = find_node(segment, name, i);
        if (found != 0) {
            ref = found;
            break;
        }
    }
    const struct segment_node *node = segment_node_at(segment, ref);
    if (node->barrier != 0) {
        return behind_barrier(segment, node->barrier);
    }
    if (node->flags & NODE_DNAME) {
        return (struct found){.kind = FIND_DNAME, .node = node};
    }
    if (node->wildcard != 0) {
        return (struct found){.kind = FIND_WILDCARD,
                              .node = segment_node_at(segment, node->wildcard)};
    }
    return (struct found){.kind = FIND_NXDOMAIN, .node = node};
}

struct found find_in_segment(const struct segment *segment, const struct find_name *name,
                             unsigned apex_labels, bool at_parent)
{
    uint32_t ref = 0;
    if (LIKELY(name->nlabels <= segment->depth)) {
        ref = find_node(segment, name, 0);
    }
    if (ref == 0) {
        return from_encloser(segment, name, apex_labels);
    }
    const struct segment_node *node = segment_node_at(segment, ref);
    if (node->barrier != 0 && !(at_parent && node->barrier == ref)) {
        return behind_barrier(segment, node->barrier);
    }
    return (struct found){.kind = FIND_ANSWER, .node = node};
}

/* The zone of the set whose apex is the name from label i on. */
static const struct image_zone *zone_at(const struct image *image, uint32_t set,
                                        const struct find_name *name, unsigned i)
{
    const struct image_slot *slots = image->at[SECTION_ZONE_SLOT];
    uint32_t mask = image_facts(image)->zone_slot_mask;
    uint64_t hash = find_zone_hash(name->hash[i], set);
    const uint8_t *suffix = name->octets + name->label_at[i];
    unsigned len = name->len - name->label_at[i];
    uint32_t at = (uint32_t)hash;
    for (;;) {
        uint32_t value = find_slot_next(slots, mask, hash, &at);
        if (value == 0) {
            return NULL;
        }
        const struct image_zone *zone = image_zone_at(image, value - 1);
        if (zone->set == set && zone->apex.len == len &&
            hash_same(image_blob(image, zone->apex), suffix, len)) {
            return zone;
        }
    }
}

const struct image_zone *find_zone(const struct image *image, uint32_t set,
                                   const struct find_name *name, bool at_parent, unsigned *label)
{
    unsigned depth = image_facts(image)->zone_depth;
    unsigned i = name->nlabels > depth ? name->nlabels - depth : 0;
    const struct image_zone *best = NULL;
    *label = 0;
    for (; i <= name->nlabels; i++) {
        const struct image_zone *zone = zone_at(image, set, name, i);
        if (zone == NULL) {
            continue;
        }
        best = zone;
        *label = i;
        if (i > 0 || !at_parent) {
            break;
        }
    }
    return best;
}
