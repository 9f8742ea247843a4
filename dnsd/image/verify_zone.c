/* SPDX-License-Identifier: Apache-2.0 */
/* The check of zones: what image/segment.h defines. */
#include "base/attr.h"
#include "base/bytes.h"
#include "image/segment.h"
#include "image/verify.h"
#include "wire/name.h"
#include "wire/rrtype.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENT_ALIGN = 8, BITS = 64 };

/* A set of places in SECTION_ZONE_DATA, one bit each. */
struct places {
    uint64_t *words;
};

/* The segment being looked at; places are units from its start. */
struct look {
    const struct segment *segment;
    const uint8_t *apex;  /* wire octets */
    struct places starts; /* of nodes */
    struct places wanted; /* where nodes say that a node starts further on */
    const char *wrong;    /* what was found; NULL = nothing yet */
    uint64_t units;       /* of the segment */
    uint32_t nnodes;      /* so far */
    uint32_t ref;         /* the node being looked at */
};

static bool fails(struct look *look, const char *wrong)
{
    look->wrong = wrong;
    return false;
}

static void places_add(struct places *places, uint64_t at)
{
    places->words[at / BITS] |= UINT64_C(1) << (at % BITS);
}

static bool places_have(const struct places *places, uint64_t at)
{
    return places->words[at / BITS] >> (at % BITS) & 1;
}

static uint32_t padded(uint32_t octets)
{
    return (octets + SEGMENT_UNIT - 1) & ~(uint32_t)(SEGMENT_UNIT - 1);
}

/* Head, types and names of a node lie in it; returns their octets, 0 = they do not. */
static uint32_t verify_node_names(const struct segment_node *node, uint64_t octets)
{
    uint32_t names_at = (uint32_t)(sizeof(*node) + node->ntypes * sizeof(struct segment_type));
    uint32_t nnames = (node->flags & NODE_SPELLED) ? 2 : 1;
    uint32_t end = names_at + nnames * padded(node->name_len);
    if (end > octets || node->name_len == 0 ||
        name_wire_len(segment_name(node), node->name_len) != node->name_len ||
        (nnames == 2 && (name_wire_len(segment_spelled(node), node->name_len) != node->name_len ||
                         !name_equal(segment_spelled(node), segment_name(node))))) {
        return 0;
    }
    return end;
}

static bool verify_types(struct look *look, const struct segment_node *node, uint32_t names_end)
{
    const struct segment_type *types = segment_types(node);
    uint64_t octets = (uint64_t)node->size * SEGMENT_UNIT;
    for (unsigned i = 0; i < node->ntypes; i++) {
        uint64_t at = (uint64_t)types[i].rendering * SEGMENT_UNIT;
        if ((types[i].flags & ~SEGMENT_CHAIN) != 0 ||
            (i > 0 && types[i].type <= types[i - 1].type)) {
            return fails(look, "its types are out of order");
        }
        if (at < names_end || at > octets) {
            return fails(look, "a rendering is not in its node");
        }
        const struct rendering *r = segment_rendering(node, types[i].rendering);
        look->wrong = verify_rendering((const uint8_t *)r, octets - at, segment_name(node));
        if (look->wrong != NULL) {
            return false;
        }
        if (r->name_len != node->name_len) {
            return fails(look, "a rendering is for a name of another length");
        }
    }
    return true;
}

/* What the node's flags promise is there, so that readers can take it without looking. */
static const struct promise {
    uint8_t flag;
    uint16_t type;
} promises[] = {
    {NODE_CUT, SEGMENT_REFERRAL},
    {NODE_CNAME, RRTYPE_CNAME},
    {NODE_DNAME, RRTYPE_DNAME},
};

static bool verify_flags(struct look *look, const struct segment_node *node)
{
    if (node->flags & ~(NODE_CUT | NODE_DNAME | NODE_CNAME | NODE_SPELLED | NODE_HIDDEN)) {
        return fails(look, "its flags are not known");
    }
    for (size_t i = 0; i < ARRAY_LEN(promises); i++) {
        if ((node->flags & promises[i].flag) && segment_answer(node, promises[i].type) == NULL) {
            return fails(look, "its flags promise an rrset that it does not have");
        }
    }
    return true;
}

/* The nodes that it leads to: a cut or DNAME owner at or above it, and a wildcard further on. */
static bool verify_links(struct look *look, const struct segment_node *node)
{
    if (node->barrier != 0) {
        if (node->barrier > look->ref || !places_have(&look->starts, node->barrier)) {
            return fails(look, "its barrier is no node at or before it");
        }
        const struct segment_node *barrier = segment_node_at(look->segment, node->barrier);
        if (!(barrier->flags & (NODE_CUT | NODE_DNAME)) ||
            !name_is_below(segment_name(node), segment_name(barrier))) {
            return fails(look, "its barrier is no cut or DNAME above it");
        }
    }
    if (node->wildcard >= look->segment->nodes_end) {
        return fails(look, "its wildcard is no node");
    }
    if (node->wildcard != 0) {
        places_add(&look->wanted, node->wildcard);
    }
    return true;
}

/* The node at look->ref, of which `left` units may be. */
static bool verify_node(struct look *look, uint64_t left)
{
    const struct segment_node *node = segment_node_at(look->segment, look->ref);
    if (left * SEGMENT_UNIT < sizeof(*node) || node->size > left) {
        return fails(look, "it reaches past the last node");
    }
    uint32_t names_end = verify_node_names(node, (uint64_t)node->size * SEGMENT_UNIT);
    if (names_end == 0) {
        return fails(look, "it is too small, or its name is none");
    }
    places_add(&look->starts, look->ref);
    return verify_types(look, node, names_end) && verify_flags(look, node) &&
           verify_links(look, node);
}

static bool verify_nodes(struct look *look)
{
    const struct segment *segment = look->segment;
    uint64_t end = segment->nodes_end;
    for (uint64_t ref = segment->nodes; ref < end;) {
        look->ref = (uint32_t)ref;
        if (!verify_node(look, end - ref)) {
            return false;
        }
        look->nnodes++;
        ref += segment_node_at(segment, look->ref)->size;
    }
    look->ref = 0;
    if (look->nnodes != segment->nnodes) {
        return fails(look, "its nodes are not as many as it says");
    }
    for (uint64_t i = 0; i <= end / BITS; i++) {
        if (look->wanted.words[i] & ~look->starts.words[i]) {
            return fails(look, "a wildcard is no node");
        }
    }
    return true;
}

/* The tables of the segment lie in it, in order: nodes, negative, slots. */
static bool verify_head(struct look *look)
{
    const struct segment *segment = look->segment;
    uint64_t nslots = (uint64_t)segment->slot_mask + 1;
    uint64_t slot_units = sizeof(struct image_slot) / SEGMENT_UNIT;
    if (segment->nodes != sizeof(*segment) / SEGMENT_UNIT || segment->nodes >= segment->nodes_end ||
        segment->nodes_end > segment->slots || segment->slots + nslots * slot_units > look->units) {
        return fails(look, "its tables reach past it");
    }
    if (segment->negative != 0 &&
        (segment->negative < segment->nodes_end || segment->negative >= segment->slots)) {
        return fails(look, "its denial is not behind its nodes");
    }
    return (nslots & segment->slot_mask) == 0 || fails(look, "its slots are no power of two");
}

static bool verify_apex(struct look *look)
{
    const struct segment *segment = look->segment;
    const struct segment_node *apex = segment_node_at(segment, segment->nodes);
    size_t len = name_wire_len(look->apex, NAME_MAX_OCTETS);
    if (apex->name_len != len || memcmp(segment_name(apex), look->apex, len) != 0) {
        return fails(look, "its first node is not its apex");
    }
    if (segment->negative == 0) {
        return true;
    }
    const uint8_t *at = (const uint8_t *)segment + (uint64_t)segment->negative * SEGMENT_UNIT;
    uint64_t room = (uint64_t)(segment->slots - segment->negative) * SEGMENT_UNIT;
    look->wrong = verify_rendering(at, room, look->apex);
    if (look->wrong == NULL && ((const struct rendering *)(const void *)at)->name_len != len) {
        look->wrong = "its denial is for a name of another length";
    }
    return look->wrong == NULL;
}

static bool verify_node_slots(struct look *look)
{
    const struct segment *segment = look->segment;
    const struct image_slot *slots =
        (const struct image_slot *)(const void *)segment_node_at(segment, segment->slots);
    uint64_t used = 0;
    for (uint64_t i = 0; i <= segment->slot_mask; i++) {
        if (slots[i].value == 0) {
            continue;
        }
        if (slots[i].value >= segment->nodes_end || !places_have(&look->starts, slots[i].value)) {
            return fails(look, "a slot leads to no node");
        }
        used++;
    }
    return (used == look->nnodes && used <= segment->slot_mask) ||
           fails(look, "its slots are not one for each node, with one to spare");
}

static bool verify_segment(struct look *look)
{
    if (!verify_head(look)) {
        return false;
    }
    size_t words = look->segment->nodes_end / BITS + 1;
    memset(look->starts.words, 0, words * sizeof(uint64_t));
    memset(look->wanted.words, 0, words * sizeof(uint64_t));
    return verify_nodes(look) && verify_apex(look) && verify_node_slots(look);
}

static bool verify_fields(const struct image *image, uint32_t i, char *why)
{
    const struct image_zone *zone = image_zone_at(image, i);
    if (!verify_name(image, zone->apex)) {
        return verify_fails(why, "zone %u: its apex is no name", i);
    }
    if (zone->set >= image_facts(image)->nzone_sets ||
        (zone->flags & ~(uint32_t)(ZONE_FALLTHROUGH | ZONE_NEXT)) != 0) {
        return verify_fails(why, "zone %u: set %u or flags %u are not known", i, zone->set,
                            zone->flags);
    }
    if (!verify_names(image, zone->fallthrough)) {
        return verify_fails(why, "zone %u: no such names to fall through for", i);
    }
    uint64_t count = image->count[SECTION_ZONE_DATA];
    if (zone->at % SEGMENT_ALIGN != 0 || zone->at > count || zone->size > count - zone->at ||
        zone->size < sizeof(struct segment) || zone->size / SEGMENT_UNIT > UINT32_MAX ||
        image_segment(image, zone)->size != zone->size) {
        return verify_fails(why, "zone %u: its segment does not fit the zone data", i);
    }
    return true;
}

/* Octets of the longest segment. */
static uint64_t longest_segment(const struct image *image)
{
    uint64_t longest = 0;
    for (uint32_t i = 0; i < image->count[SECTION_ZONE]; i++) {
        uint64_t size = image_zone_at(image, i)->size;
        longest = size > longest ? size : longest;
    }
    return longest;
}

/*
 * Each segment once: zones may share one, so `known` holds where segments were found already.
 * Segments follow each other in the order of the zones, so that they cannot overlap.
 */
static bool verify_segments(const struct image *image, struct look *look, struct places *known,
                            char *why)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < image->count[SECTION_ZONE]; i++) {
        const struct image_zone *zone = image_zone_at(image, i);
        look->segment = image_segment(image, zone);
        look->apex = image_blob(image, zone->apex);
        look->units = zone->size / SEGMENT_UNIT;
        look->nnodes = look->ref = 0;
        look->wrong = NULL;
        if (zone->at < end && !places_have(known, zone->at / SEGMENT_ALIGN)) {
            return verify_fails(why, "zone %u: its segment overlaps another", i);
        }
        if (zone->at < end ? !verify_apex(look) : !verify_segment(look)) {
            return verify_fails(why, "zone %u: node at %u: %s", i, look->ref, look->wrong);
        }
        if (zone->at >= end) {
            places_add(known, zone->at / SEGMENT_ALIGN);
            end = zone->at + zone->size;
        }
    }
    return true;
}

bool verify_zones(const struct image *image, char *why)
{
    for (uint32_t i = 0; i < image->count[SECTION_ZONE]; i++) {
        if (!verify_fields(image, i, why)) {
            return false;
        }
    }
    size_t words = longest_segment(image) / SEGMENT_UNIT / BITS + 1;
    size_t known_words = image->count[SECTION_ZONE_DATA] / SEGMENT_ALIGN / BITS + 1;
    struct places known = {.words = calloc(known_words, sizeof(uint64_t))};
    struct look look = {.starts = {.words = malloc(words * sizeof(uint64_t))},
                        .wanted = {.words = malloc(words * sizeof(uint64_t))}};
    bool ok = known.words != NULL && look.starts.words != NULL && look.wanted.words != NULL;
    ok = ok ? verify_segments(image, &look, &known, why)
            : verify_fails(why, "there is no memory to check the zones");
    free(known.words);
    free(look.starts.words);
    free(look.wanted.words);
    return ok;
}
