/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small zone's segment made by hand, for tests of image/ and fuzz seeds.
 *
 *     example.        SOA, NS     (denial: the SOA)
 *     *.example.      A, MX       (finished for any name below example.)
 *     cut.example.    referral    (glue ns.cut.example.)
 *     d.example.      DNAME
 *     b.d.example.    A           (hidden by the DNAME)
 *     Host.example.   CNAME       (spelled with a capital)
 */
#ifndef DNSD_TESTS_IMAGE_SAMPLE_SEGMENT_H
#define DNSD_TESTS_IMAGE_SAMPLE_SEGMENT_H

#include "image/segment.h"
#include "wire/name.h"

#include <string.h>

#define SAMPLE_SOA_DATA "\0\0\0\7\0\0\16\20\0\0\3\204\0\22\165\0\0\0\1\54"

enum {
    SAMPLE_APEX,
    SAMPLE_WILDCARD,
    SAMPLE_CUT,
    SAMPLE_DNAME,
    SAMPLE_HIDDEN,
    SAMPLE_HOST,
    SAMPLE_NODES,
    SAMPLE_SLOTS = 16
};

/* A segment being written; `at` says where things ended up, for tests that break them. */
struct sample_segment {
    _Alignas(8) uint8_t octets[2048];
    size_t len;
    size_t node_at[SAMPLE_NODES];      /* octets */
    size_t rendering_at[SAMPLE_NODES]; /* octets: the node's first rendering */
    size_t negative_at;
    size_t slots_at;
};

/* A rendering to write. */
struct sample_rendering {
    struct rendering head;
    const char *octets;  /* head.total_len of them */
    uint16_t patches[4]; /* head.npatches of them */
};

static inline void sample_pad(struct sample_segment *s, size_t to)
{
    s->len = (s->len + to - 1) / to * to;
}

/* Returns where the rendering begins. */
static inline size_t sample_put(struct sample_segment *s, const struct sample_rendering *r)
{
    size_t at = s->len;
    memcpy(s->octets + at, &r->head, sizeof(r->head));
    memcpy(s->octets + at + sizeof(r->head), r->octets, r->head.total_len);
    s->len += sizeof(r->head) + r->head.total_len;
    sample_pad(s, 2);
    memcpy(s->octets + s->len, r->patches, 2u * r->head.npatches);
    s->len += 2u * r->head.npatches;
    sample_pad(s, SEGMENT_UNIT);
    return at;
}

/* One node of node.ntypes renderings. spelled NULL = as the name. */
static inline void sample_node(struct sample_segment *s, int number, struct segment_node node,
                               const char *name, const char *spelled, const uint16_t *types,
                               const struct sample_rendering *renderings)
{
    size_t at = s->len;
    s->node_at[number] = at;
    node.name_len = (uint8_t)(strlen(name) + 1);
    s->len += sizeof(node) + node.ntypes * sizeof(struct segment_type);
    memcpy(s->octets + s->len, name, node.name_len);
    s->len += node.name_len;
    sample_pad(s, SEGMENT_UNIT);
    if (spelled != NULL) {
        memcpy(s->octets + s->len, spelled, node.name_len);
        s->len += node.name_len;
        sample_pad(s, SEGMENT_UNIT);
    }
    s->rendering_at[number] = s->len;
    for (unsigned i = 0; i < node.ntypes; i++) {
        struct segment_type type = {.type = types[i],
                                    .rendering = (uint32_t)(s->len - at) / SEGMENT_UNIT};
        memcpy(s->octets + at + sizeof(node) + i * sizeof(type), &type, sizeof(type));
        sample_put(s, &renderings[i]);
    }
    node.size = (uint32_t)(s->len - at) / SEGMENT_UNIT;
    memcpy(s->octets + at, &node, sizeof(node));
}

static inline void sample_slots(struct sample_segment *s, struct segment *head)
{
    sample_pad(s, 8);
    s->slots_at = s->len;
    head->slots = (uint32_t)s->len / SEGMENT_UNIT;
    head->slot_mask = SAMPLE_SLOTS - 1;
    struct image_slot *slots = (struct image_slot *)(void *)(s->octets + s->len);
    s->len += SAMPLE_SLOTS * sizeof(*slots);
    for (int i = 0; i < SAMPLE_NODES; i++) {
        uint32_t ref = (uint32_t)s->node_at[i] / SEGMENT_UNIT;
        const struct segment_node *node =
            segment_node_at((const struct segment *)(const void *)s->octets, ref);
        uint64_t hash = name_hash(0, segment_name(node));
        uint32_t at = (uint32_t)hash;
        while (slots[at % SAMPLE_SLOTS].value != 0) {
            at++;
        }
        slots[at % SAMPLE_SLOTS] = (struct image_slot){.tag = (uint32_t)(hash >> 32), .value = ref};
    }
}

/* The zone. The first octet of a body stands 16 octets past the length of its question's name. */
static inline void sample_zone(struct sample_segment *s)
{
    static const uint16_t apex_types[] = {2, 6};
    static const struct sample_rendering apex[] = {
        {{1, 0, 0, RENDERING_AA, 9, 17, 17, 17, 0}, "\300\14\0\2\0\1\0\0\1\54\0\5\2ns\300\14", {0}},
        {{1, 0, 0, RENDERING_AA, 9, 41, 41, 41, 0},
         "\300\14\0\6\0\1\0\0\1\54\0\35\2ns\300\14\1h\300\14" SAMPLE_SOA_DATA,
         {0}}};
    static const uint16_t wildcard_types[] = {1, 15};
    static const struct sample_rendering wildcard[] = {
        {{1, 0, 0, RENDERING_AA, 11, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\1\54\0\4\300\0\2\1", {0}},
        {{1, 0, 0, RENDERING_AA, 11, 19, 19, 19, 1},
         "\300\14\0\17\0\1\0\0\1\54\0\7\0\12\2mx\300\16",
         {17}}};
    static const uint16_t cut_types[] = {SEGMENT_REFERRAL};
    static const struct sample_rendering cut[] = {
        {{0, 1, 1, 0, 13, 0, 17, 33, 2},
         "\300\14\0\2\0\1\0\0\1\54\0\5\2ns\300\14\300\51\0\1\0\1\0\0\1\54\0\4\300\0\2\2",
         {0, 15}}};
    static const uint16_t dname_types[] = {39};
    static const struct sample_rendering dname[] = {{{1, 0, 0, RENDERING_AA, 11, 21, 21, 21, 0},
                                                     "\300\14\0\47\0\1\0\0\1\54\0\11\7example",
                                                     {0}}};
    static const uint16_t hidden_types[] = {1};
    static const struct sample_rendering hidden[] = {
        {{1, 0, 0, 0, 13, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\1\54\0\4\300\0\2\3", {0}}};
    static const uint16_t host_types[] = {5};
    static const struct sample_rendering host[] = {{{1, 0, 0, RENDERING_AA, 14, 18, 18, 18, 0},
                                                    "\300\14\0\5\0\1\0\0\1\54\0\6\3www\300\21",
                                                    {0}}};
    static const struct sample_rendering denial = {
        {0, 1, 0, RENDERING_AA, 9, 0, 41, 41, 3},
        "\300\14\0\6\0\1\0\0\1\54\0\35\2ns\300\14\1h\300\14" SAMPLE_SOA_DATA,
        {0, 15, 19}};

    *s = (struct sample_segment){.len = sizeof(struct segment)};
    sample_node(s, SAMPLE_APEX, (struct segment_node){.ntypes = 2}, "\7example", NULL, apex_types,
                apex);
    sample_node(s, SAMPLE_WILDCARD, (struct segment_node){.ntypes = 2}, "\1*\7example", NULL,
                wildcard_types, wildcard);
    struct segment_node node = {.ntypes = 1, .flags = NODE_CUT};
    node.barrier = (uint32_t)s->len / SEGMENT_UNIT;
    sample_node(s, SAMPLE_CUT, node, "\3cut\7example", NULL, cut_types, cut);
    node = (struct segment_node){.ntypes = 1, .flags = NODE_DNAME};
    sample_node(s, SAMPLE_DNAME, node, "\1d\7example", NULL, dname_types, dname);
    node = (struct segment_node){.ntypes = 1, .flags = NODE_HIDDEN};
    node.barrier = (uint32_t)s->node_at[SAMPLE_DNAME] / SEGMENT_UNIT;
    sample_node(s, SAMPLE_HIDDEN, node, "\1b\1d\7example", NULL, hidden_types, hidden);
    node = (struct segment_node){.ntypes = 1, .flags = NODE_CNAME | NODE_SPELLED};
    sample_node(s, SAMPLE_HOST, node, "\4host\7example", "\4Host\7example", host_types, host);

    struct segment_node *first = (struct segment_node *)(void *)(s->octets + s->node_at[0]);
    first->wildcard = (uint32_t)s->node_at[SAMPLE_WILDCARD] / SEGMENT_UNIT;
    struct segment head = {.nodes = sizeof(head) / SEGMENT_UNIT,
                           .nodes_end = (uint32_t)s->len / SEGMENT_UNIT,
                           .nnodes = SAMPLE_NODES,
                           .depth = 3,
                           .serial = 7};
    s->negative_at = s->len;
    head.negative = (uint32_t)sample_put(s, &denial) / SEGMENT_UNIT;
    sample_slots(s, &head);
    head.size = s->len;
    memcpy(s->octets, &head, sizeof(head));
}

#endif
