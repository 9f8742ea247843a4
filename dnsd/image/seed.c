/* SPDX-License-Identifier: Apache-2.0 */
#include "image/seed.h"

#include "base/hash.h"
#include "image/block.h"
#include "image/find.h"
#include "image/segment.h"
#include "wire/name.h"

#include <string.h>

uint64_t seed_longest_run(const struct image_slot *slots, uint64_t nslots)
{
    uint64_t longest = 0;
    uint64_t run = 0;
    uint64_t first = 0; /* slots in use before the first free one: they follow the last run */
    bool free_seen = false;
    for (uint64_t i = 0; i < nslots; i++) {
        if (slots[i].value != 0) {
            run++;
            continue;
        }
        first = free_seen ? first : run;
        free_seen = true;
        longest = run > longest ? run : longest;
        run = 0;
    }
    return run + first > longest ? run + first : longest;
}

static struct segment *segment_of(struct build *build, uint64_t i)
{
    const struct image_zone *zone = build_at(build, SECTION_ZONE, i);
    return build_at(build, SECTION_ZONE_DATA, zone->at);
}

static struct image_slot *slots_of(struct segment *segment)
{
    return (struct image_slot *)(void *)((uint8_t *)segment +
                                         (uint64_t)segment->slots * SEGMENT_UNIT);
}

static uint64_t longest_of_all(struct build *build)
{
    static const enum section tables[] = {SECTION_ROUTE_SLOT, SECTION_ZONE_SLOT};
    uint64_t longest = 0;
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        uint64_t run =
            seed_longest_run(build_at(build, tables[i], 0), build_count(build, tables[i]));
        longest = run > longest ? run : longest;
    }
    for (uint64_t i = 0; i < build_count(build, SECTION_ZONE); i++) {
        struct segment *segment = segment_of(build, i);
        uint64_t run = seed_longest_run(slots_of(segment), (uint64_t)segment->slot_mask + 1);
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void put(struct image_slot *slots, uint64_t mask, uint64_t hash, uint32_t value)
{
    uint64_t at = hash & mask;
    while (slots[at].value != 0) {
        at = (at + 1) & mask;
    }
    slots[at] = (struct image_slot){.tag = (uint32_t)(hash >> 32), .value = value};
}

/* The hash of a name in the blob, which has no readable octets past its end yet. */
static uint64_t hash_of(struct build *build, uint64_t seed, struct blob_ref ref)
{
    struct name name = {.len = (uint8_t)ref.len};
    memcpy(name.octets, build_at(build, SECTION_BLOB, ref.at), ref.len);
    return name_hash(seed, name.octets);
}

static void fill_routes(struct build *build, uint64_t seed)
{
    uint64_t nslots = build_count(build, SECTION_ROUTE_SLOT);
    struct image_slot *slots = build_at(build, SECTION_ROUTE_SLOT, 0);
    memset(slots, 0, nslots * sizeof(*slots));
    for (uint32_t i = 0; i < build_count(build, SECTION_ROUTE); i++) {
        const struct image_route *route = build_at(build, SECTION_ROUTE, i);
        put(slots, nslots - 1, hash_of(build, seed, route->zone), i + 1);
    }
}

static void fill_zones(struct build *build, uint64_t seed)
{
    uint64_t nslots = build_count(build, SECTION_ZONE_SLOT);
    struct image_slot *slots = build_at(build, SECTION_ZONE_SLOT, 0);
    memset(slots, 0, nslots * sizeof(*slots));
    for (uint32_t i = 0; i < build_count(build, SECTION_ZONE); i++) {
        const struct image_zone *zone = build_at(build, SECTION_ZONE, i);
        uint64_t hash = find_zone_hash(hash_of(build, seed, zone->apex), zone->set);
        put(slots, nslots - 1, hash, i + 1);
    }
}

static void fill_segment(struct segment *segment, uint64_t seed)
{
    struct image_slot *slots = slots_of(segment);
    memset(slots, 0, ((size_t)segment->slot_mask + 1) * sizeof(*slots));
    for (uint32_t ref = segment->nodes; ref < segment->nodes_end;) {
        const struct segment_node *node = segment_node_at(segment, ref);
        put(slots, segment->slot_mask, name_hash(seed, segment_name(node)), ref);
        ref += node->size;
    }
}

bool seed_settle(struct build *build)
{
    for (uint64_t tries = 0; longest_of_all(build) > SEED_RUN_MAX;) {
        if (++tries > SEED_TRIES) {
            return false;
        }
        /* In all bits: a seed that differs in few moves names that collide to one place again. */
        uint64_t seed = hash_octets(0, &tries, sizeof(tries));
        ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->name_seed = seed;
        fill_routes(build, seed);
        fill_zones(build, seed);
        for (uint64_t i = 0; i < build_count(build, SECTION_ZONE); i++) {
            fill_segment(segment_of(build, i), seed);
        }
    }
    return true;
}
