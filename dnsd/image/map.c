/* SPDX-License-Identifier: Apache-2.0 */
#include "image/map.h"

#include "base/bytes.h"

static uint64_t get_u64(const uint8_t *at)
{
    return __builtin_bswap64(load_u64(at));
}

/* Bits of the shortest prefix around `address` that does not reach the neighbours' addresses. */
static unsigned scope_of(uint64_t address, uint64_t start, uint64_t next)
{
    unsigned left = start == 0 ? 0 : 1u + (unsigned)__builtin_clzll(address ^ (start - 1));
    unsigned right = next == 0 ? 0 : 1u + (unsigned)__builtin_clzll(address ^ next);
    return left > right ? left : right;
}

static void find4(const struct image *image, const struct image_map *map, uint32_t address,
                  struct map_hit *out)
{
    const uint32_t *entry =
        (const uint32_t *)map_data(image, map->v4_directory) + (address >> (32 - map->v4_bits));
    const struct map_range4 *range =
        (const struct map_range4 *)map_data(image, map->v4_ranges) + entry[0];
    uint32_t more = entry[1] - entry[0]; /* the range is one of range[0 .. more] */
    while (more > 0) {
        uint32_t half = (more + 1) / 2;
        range = range[half].start <= address ? range + half : range;
        more -= half;
    }
    /* In 33 bits: bit 32 stands for "no neighbour", below the first and past the last range. */
    uint64_t left = (address ^ ((uint64_t)range[0].start - 1)) & 0x1ffffffff;
    uint64_t right = address ^ ((uint64_t)(range[1].start - 1) + 1);
    out->value = range->value;
    out->scope_bits = (uint8_t)(__builtin_clzll(left < right ? left : right) - 31);
}

/* The last of range[0 .. more] that does not start after `key`. */
static const struct map_range6 *search6(const struct map_range6 *range, uint32_t more, uint64_t key)
{
    while (more > 0) {
        uint32_t half = (more + 1) / 2;
        range = range[half].start <= key ? range + half : range;
        more -= half;
    }
    return range;
}

static const struct map_range6 *find6(const struct image *image, const struct image_map *map,
                                      uint64_t upper)
{
    const struct map_entry6 *entry = (const struct map_entry6 *)map_data(image, map->v6_directory) +
                                     (upper >> (64 - map->v6_bits));
    uint32_t first = entry[0].first;
    uint32_t last = entry[1].first;
    unsigned bits = entry[0].sub & ((1u << MAP_SUB_BITS) - 1);
    if (bits != 0) {
        const uint32_t *sub = (const uint32_t *)map_data(image, map->v6_sub) +
                              (entry[0].sub >> MAP_SUB_BITS) +
                              (upper << map->v6_bits >> (64 - bits));
        first = sub[0];
        last = sub[1];
    }
    const struct map_range6 *ranges = map_data(image, map->v6_ranges);
    return search6(ranges + first, last - first, upper);
}

static const struct map_range6 *find_inner(const struct image *image, const struct image_map *map,
                                           uint32_t group, uint64_t lower)
{
    const struct range_ref *ref = (const struct range_ref *)map_data(image, map->groups) + group;
    const struct map_range6 *inner = map_data(image, map->inner);
    return search6(inner + ref->first, ref->count - 1, lower);
}

void map_find(const struct image *image, uint32_t map_index, const struct prefix *client,
              struct map_hit *out)
{
    const struct image_map *map = map_at(image, map_index);
    const uint8_t *octets = client->addr.octets;
    if (client->addr.family == FAMILY_IPV4) {
        find4(image, map, get_u32(octets), out);
        out->clear = out->scope_bits <= client->bits;
        return;
    }
    uint64_t key = get_u64(octets);
    const struct map_range6 *range = find6(image, map, key);
    unsigned above = 0; /* bits of the address above the key, and in the end above the IPv4 one */
    if (range->inner < MAP_INNER_IPV4) {
        key = get_u64(octets + 8);
        range = find_inner(image, map, range->inner, key);
        above = 64;
    }
    if (range->inner == MAP_INNER_IPV4) {
        above = above == 0 ? 16 : 96; /* 2002::/16, or one of the blocks that end in the address */
        find4(image, map, get_u32(octets + above / 8), out);
        out->scope_bits = (uint8_t)(out->scope_bits + above);
    } else {
        out->value = range->value;
        out->scope_bits = (uint8_t)(above + scope_of(key, range[0].start, range[1].start));
    }
    out->clear = out->scope_bits <= client->bits;
}

/* Who is told of the ranges. */
struct visit {
    map_visitor visitor;
    void *arg;
};

/* The ranges of IPv4 that the network of `bits` bits at `octets` meets. */
static bool visit4(const struct image *image, const struct image_map *map, const uint8_t *octets,
                   unsigned bits, const struct visit *visit)
{
    uint32_t address = bits == 0 ? 0 : get_u32(octets);
    uint32_t last = bits == 32 ? address : address | (UINT32_MAX >> bits);
    const struct map_range4 *ranges = map_data(image, map->v4_ranges);
    uint32_t i =
        ((const uint32_t *)map_data(image, map->v4_directory))[address >> (32 - map->v4_bits)];
    while (i + 1 < map->v4_count && ranges[i + 1].start <= address) {
        i++;
    }
    for (; i < map->v4_count && ranges[i].start <= last; i++) {
        if (!visit->visitor(ranges[i].value, visit->arg)) {
            return false;
        }
    }
    return true;
}

/* What a range without group leads to; IPv4 lies `above` bits deep in the client's address. */
static bool visit_range(const struct image *image, const struct image_map *map,
                        const struct map_range6 *range, unsigned above, const struct prefix *client,
                        const struct visit *visit)
{
    if (range->inner == MAP_INNER_NONE) {
        return visit->visitor(range->value, visit->arg);
    }
    if (client->bits <= above) {
        return visit4(image, map, NULL, 0, visit);
    }
    unsigned bits = client->bits - above;
    return visit4(image, map, client->addr.octets + above / 8, bits > 32 ? 32 : bits, visit);
}

/* The ranges of a group, of which the client holds all or, past 64 bits, a part. */
static bool visit_group(const struct image *image, const struct image_map *map, uint32_t group,
                        const struct prefix *client, const struct visit *visit)
{
    uint64_t first = client->bits <= 64 ? 0 : get_u64(client->addr.octets + 8);
    uint64_t last = first | (client->bits <= 64    ? UINT64_MAX
                             : client->bits == 128 ? 0
                                                   : UINT64_MAX >> (client->bits - 64));
    const struct map_range6 *range = find_inner(image, map, group, first);
    do {
        if (!visit_range(image, map, range, 96, client, visit)) {
            return false;
        }
        range++;
    } while (range->start != 0 && range->start <= last);
    return true;
}

static bool visit6(const struct image *image, const struct image_map *map,
                   const struct prefix *client, const struct visit *visit)
{
    uint64_t first = get_u64(client->addr.octets);
    uint64_t last = client->bits >= 64 ? first : first | (UINT64_MAX >> client->bits);
    const struct map_range6 *range = find6(image, map, first);
    do {
        bool more = range->inner < MAP_INNER_IPV4
                        ? visit_group(image, map, range->inner, client, visit)
                        : visit_range(image, map, range, 16, client, visit);
        if (!more) {
            return false;
        }
        range++;
    } while (range->start != 0 && range->start <= last);
    return true;
}

bool map_visit(const struct image *image, uint32_t map_index, const struct prefix *client,
               map_visitor visitor, void *arg)
{
    const struct image_map *map = map_at(image, map_index);
    struct visit visit = {.visitor = visitor, .arg = arg};
    return client->addr.family == FAMILY_IPV4
               ? visit4(image, map, client->addr.octets, client->bits, &visit)
               : visit6(image, map, client, &visit);
}

/* Distinct values as they are met. */
struct values {
    uint32_t *at;
    size_t room;
    size_t count; /* room + 1: there were more */
};

static bool note_value(uint32_t value, void *arg)
{
    struct values *values = arg;
    for (size_t i = values->count; i > 0; i--) { /* from the end: neighbours repeat */
        if (values->at[i - 1] == value) {
            return true;
        }
    }
    if (values->count == values->room) {
        values->count++;
        return false;
    }
    values->at[values->count++] = value;
    return true;
}

size_t map_values(const struct image *image, uint32_t map, const struct prefix *client,
                  uint32_t *out, size_t room)
{
    struct values values = {.at = out, .room = room};
    map_visit(image, map, client, note_value, &values);
    return values.count;
}
