/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checks of an image, and the promise that they make: what they accept can be served.
 *
 * Input: first octet 1 = an image follows, of which the frame (magic, sizes, places, digest) is
 * made right; else edits of the sample image of tests/unit/image/, four octets each: offset (2,
 * big-endian, modulo the size), length and way (1), value (1). What is accepted is printed and
 * asked for every name that it holds, over UDP and TCP, and for the reasons of policies.
 */
#include "fuzz.h"

#include "../unit/image/sample.h"
#include "image/open.h"
#include "image/print.h"
#include "image/section.h"
#include "query/query.h"
#include "step/table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { NODES_MAX = 12, OUT_MAX = 65535, UDP_OUT = 4096 };

/* What all queries to one image share. */
struct client {
    struct query query;
    struct peer peer;
    uint8_t *out; /* OUT_MAX octets of its own, so that a sanitizer sees one too many */
    uint8_t *udp_out;
};

/* Write the frame anew: the sections one after the other, with the counts that are there. */
static void mend(uint8_t *octets, size_t size)
{
    struct layout_head *head = (struct layout_head *)(void *)octets;
    uint64_t at = sizeof(*head);
    memcpy(head->magic, LAYOUT_MAGIC, sizeof(head->magic));
    head->version = LAYOUT_VERSION;
    head->nsections = SECTION_COUNT;
    head->size = size;
    for (int i = 0; i < SECTION_COUNT; i++) {
        struct layout_section *entry = &head->sections[i];
        entry->size = section_def((enum section)i)->size;
        entry->zero = 0;
        entry->count &= 0xffff;
        at = (at + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN;
        entry->at = at;
        at += entry->count * entry->size;
    }
}

static uint8_t *make_raw(const uint8_t *data, size_t size)
{
    uint8_t *octets = malloc(size);
    memcpy(octets, data, size);
    mend(octets, size);
    sample_seal(octets, size);
    return octets;
}

static void edit(uint8_t *octets, size_t size, const uint8_t *how)
{
    size_t at = get_u16(how) % size;
    size_t len = 1u << (how[2] & 3);
    uint64_t value = 0;
    len = len < size - at ? len : size - at;
    memcpy(&value, octets + at, len);
    switch (how[2] >> 2 & 3) {
    case 0:
        value = how[3];
        break;
    case 1:
        value += (uint64_t)(int64_t)(int8_t)how[3];
        break;
    case 2:
        value ^= UINT64_C(1) << (how[3] & 63);
        break;
    default:
        value = (uint64_t)(int64_t)(int8_t)how[3];
        break;
    }
    memcpy(octets + at, &value, len);
}

static uint8_t *make_edited(const uint8_t *data, size_t size, size_t *image_size)
{
    void *built;
    struct build *build = sample_build();
    assert(build_image(build, &built, image_size));
    build_free(build);
    uint8_t *octets = built;
    for (; size >= 4; data += 4, size -= 4) {
        edit(octets, *image_size, data);
    }
    mend(octets, *image_size);
    sample_seal(octets, *image_size);
    return octets;
}

static void print(const struct image *image)
{
    char *text = NULL;
    size_t len;
    FILE *to = open_memstream(&text, &len);
    image_print(image, to);
    fclose(to);
    assert(len > 0);
    free(text);
}

/* One query, plain (512 octets) or with DO, NSID and a client subnet; the reply must fit. */
static void ask(struct client *client, const uint8_t *name, size_t name_len, uint16_t type,
                bool plain)
{
    static const uint8_t opt[] = {0, 0, 41, 16, 0, 0, 0, 128, 0,  0, 15,  0, 3,
                                  0, 0, 0,  8,  0, 7, 0, 1,   24, 0, 192, 0, 2};
    uint8_t packet[12 + 255 + 4 + sizeof(opt)] = {0, 1, 1, 0, 0, 1};
    size_t len = 12;
    memcpy(packet + len, name, name_len);
    len += name_len;
    put_u16(packet + len, type);
    put_u16(packet + len + 2, 1);
    len += 4;
    if (!plain) {
        memcpy(packet + len, opt, sizeof(opt));
        len += sizeof(opt);
        packet[11] = 1;
    }
    for (int tcp = 0; tcp < 2; tcp++) {
        struct span out = {.at = tcp ? client->out : client->udp_out,
                           .len = tcp ? OUT_MAX : UDP_OUT};
        client->peer.tcp = tcp;
        size_t got = query_serve(&client->query, (struct bytes){packet, len}, out);
        assert(got <= out.len);
        assert(tcp || !plain || got <= 512);
    }
}

/* A name, and names below it. */
static void ask_around(struct client *client, const uint8_t *name, size_t name_len)
{
    static const uint16_t types[] = {1, 2, 5, 6, 15, 43, 255};
    for (size_t below = 0; below < 256 - name_len; below += below == 0 ? 2 : 62) {
        uint8_t whole[255];
        size_t at = 0;
        while (at < below) {
            size_t label = below - at - 1 > 63 ? 63 : below - at - 1;
            label = label == 0 ? 1 : label;
            whole[at] = (uint8_t)label;
            memset(whole + at + 1, 'x', label);
            at += label + 1;
        }
        if (at + name_len > sizeof(whole)) {
            return;
        }
        memcpy(whole + at, name, name_len);
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
            ask(client, whole, at + name_len, types[i], i % 2 == 0);
        }
    }
}

static void ask_zone(struct client *client, const struct segment *segment)
{
    const struct segment_node *node = segment_node_at(segment, segment->nodes);
    for (uint32_t i = 0; i < segment->nnodes && i < NODES_MAX; i++) {
        ask_around(client, segment_name(node), node->name_len);
        node = (const struct segment_node *)(const void *)((const uint8_t *)node +
                                                           (size_t)node->size * SEGMENT_UNIT);
    }
}

/* The reasons for each name of a policy that has words for them. */
static void ask_account(struct client *client, const struct image *image)
{
    static const uint8_t label[] = "\10_explain";
    const struct image_policy_name *names = image->at[SECTION_POLICY_NAME];
    const struct image_policy *policy = rulebook_at(image, account_at(image, 0)->policy);
    for (uint32_t i = 0; i < policy->names.count && i < NODES_MAX; i++) {
        uint8_t whole[255];
        struct blob_ref name = names[policy->names.first + i].name;
        size_t label_len = sizeof(label) - 1;
        if (label_len + name.len <= sizeof(whole)) {
            memcpy(whole, label, label_len);
            memcpy(whole + label_len, image_blob(image, name), name.len);
            ask(client, whole, label_len + name.len, 16, true);
            ask(client, whole, label_len + name.len, 16, false);
        }
    }
}

static void ask_all(const struct image *image)
{
    char why[IMAGE_WHY_SIZE];
    struct patterns *patterns = patterns_new(image, why); /* NULL: refused when it is adopted */
    struct patterns_room *room = patterns_room_new();
    struct client client = {.out = malloc(OUT_MAX),
                            .udp_out = malloc(UDP_OUT),
                            .peer = {.client = {.octets = {192, 0, 2, 1}, .family = FAMILY_IPV4},
                                     .groups = UINT64_MAX}};
    client.query = (struct query){.image = image,
                                  .patterns = patterns,
                                  .patterns_room = room,
                                  .steps = table_of_steps,
                                  .peer = &client.peer,
                                  .now_s = 1};
    for (uint32_t i = 0; i < image->count[SECTION_ZONE] && i < 4; i++) {
        const struct image_zone *zone = image_zone_at(image, i);
        ask_zone(&client, image_segment(image, zone));
        ask_around(&client, image_blob(image, zone->apex), zone->apex.len);
    }
    for (uint32_t i = 0; i < image->count[SECTION_ROUTE] && i < 4; i++) {
        const struct image_route *route = (const struct image_route *)image->at[SECTION_ROUTE] + i;
        ask_around(&client, image_blob(image, route->zone), route->zone.len);
    }
    if (image->count[SECTION_ACCOUNT] > 0) {
        ask_account(&client, image);
    }
    patterns_room_free(room);
    patterns_free(patterns);
    free(client.out);
    free(client.udp_out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image;
    char why[IMAGE_WHY_SIZE];
    bool raw = size > 0 && data[0] == 1;
    if (raw && size - 1 < sizeof(struct layout_head)) {
        return 0;
    }
    size_t image_size = size - 1;
    uint8_t *octets = raw ? make_raw(data + 1, size - 1)
                          : make_edited(data + (size > 0), size - (size > 0), &image_size);
    if (image_read(octets, image_size, &image, why)) {
        print(&image);
        ask_all(&image);
    }
    free(octets);
    return 0;
}
