/* SPDX-License-Identifier: Apache-2.0 */
#include "image/map.h"

#include "base/attr.h"

#include <stdio.h>

/* Upper halves of the /64s in which a block carries IPv4 in its last 32 bits. */
static const uint64_t v4_upper[] = {0, 0x0064ff9b00000000};

static bool fails(char *why, uint32_t map, const char *what)
{
    snprintf(why, IMAGE_WHY_SIZE, "address table %u: %s", map, what);
    return false;
}

static bool in_bounds(const struct image *image, uint64_t at, uint64_t count, size_t size)
{
    uint64_t octets = image->count[SECTION_MAP_DATA];
    return at % size == 0 && at <= octets && count <= (octets - at) / size;
}

static bool tables_fit(const struct image *image, const struct image_map *map)
{
    if (map->v4_bits < MAP_BITS_MIN || map->v4_bits > MAP_V4_BITS_MAX ||
        map->v6_bits < MAP_BITS_MIN || map->v6_bits > MAP_V6_BITS_MAX) {
        return false;
    }
    return map->v4_count > 0 && map->v6_count > 0 &&
           in_bounds(image, map->v4_directory, (UINT64_C(1) << map->v4_bits) + 1,
                     sizeof(uint32_t)) &&
           in_bounds(image, map->v6_directory, (UINT64_C(1) << map->v6_bits) + 1,
                     sizeof(struct map_entry6)) &&
           in_bounds(image, map->v4_ranges, map->v4_count + UINT64_C(1),
                     sizeof(struct map_range4)) &&
           in_bounds(image, map->v6_ranges, map->v6_count + UINT64_C(1),
                     sizeof(struct map_range6)) &&
           in_bounds(image, map->v6_sub, map->v6_sub_count, sizeof(uint32_t)) &&
           in_bounds(image, map->groups, map->group_count, sizeof(struct range_ref)) &&
           in_bounds(image, map->inner, map->inner_count, sizeof(struct map_range6));
}

static bool ranges4_in_order(const struct image *image, const struct image_map *map)
{
    const struct map_range4 *ranges = map_data(image, map->v4_ranges);
    for (uint32_t i = 1; i < map->v4_count; i++) {
        if (ranges[i].start <= ranges[i - 1].start || ranges[i].value == ranges[i - 1].value) {
            return false;
        }
    }
    return ranges[0].start == 0 && ranges[map->v4_count].start == 0;
}

static bool directory4_fits(const struct image *image, const struct image_map *map)
{
    const uint32_t *directory = map_data(image, map->v4_directory);
    const struct map_range4 *ranges = map_data(image, map->v4_ranges);
    uint32_t entries = 1u << map->v4_bits;
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t first = directory[i];
        uint32_t start = i << (32 - map->v4_bits);
        if (first >= map->v4_count || ranges[first].start > start ||
            (first + 1 < map->v4_count && ranges[first + 1].start <= start)) {
            return false;
        }
    }
    return directory[entries] == map->v4_count - 1;
}

/* `count` ranges and the one that ends them. Equal neighbours would give a scope too narrow. */
static bool ranges6_in_order(const struct map_range6 *ranges, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (ranges[i].start <= ranges[i - 1].start ||
            (ranges[i].inner == ranges[i - 1].inner && ranges[i].inner == MAP_INNER_NONE &&
             ranges[i].value == ranges[i - 1].value)) {
            return false;
        }
    }
    return ranges[0].start == 0 && ranges[count].start == 0;
}

/* Whether `number` is the range that holds `start`. */
static bool names_range6(const struct map_range6 *ranges, uint32_t count, uint32_t number,
                         uint64_t start)
{
    return number < count && ranges[number].start <= start &&
           (number + 1 == count || ranges[number + 1].start > start);
}

static bool sub_fits(const struct image *image, const struct image_map *map, uint32_t entry,
                     uint32_t sub)
{
    unsigned bits = sub & ((1u << MAP_SUB_BITS) - 1);
    uint64_t first = sub >> MAP_SUB_BITS;
    if (bits == 0) {
        return sub == 0;
    }
    const struct map_range6 *ranges = map_data(image, map->v6_ranges);
    const uint32_t *numbers = map_data(image, map->v6_sub);
    uint64_t last = first + (UINT64_C(1) << bits);
    unsigned shift = 64u - map->v6_bits;
    if (last >= map->v6_sub_count) {
        return false;
    }
    for (uint64_t i = first; i < last; i++) {
        uint64_t start = ((uint64_t)entry << shift) | ((i - first) << (shift - bits));
        if (!names_range6(ranges, map->v6_count, numbers[i], start)) {
            return false;
        }
    }
    const struct map_entry6 *directory = map_data(image, map->v6_directory);
    return numbers[last] == directory[entry + 1].first;
}

static bool directory6_fits(const struct image *image, const struct image_map *map)
{
    const struct map_entry6 *directory = map_data(image, map->v6_directory);
    const struct map_range6 *ranges = map_data(image, map->v6_ranges);
    uint32_t entries = 1u << map->v6_bits;
    for (uint32_t i = 0; i < entries; i++) {
        uint64_t start = (uint64_t)i << (64 - map->v6_bits);
        if (!names_range6(ranges, map->v6_count, directory[i].first, start)) {
            return false;
        }
    }
    if (directory[entries].first != map->v6_count - 1 || directory[entries].sub != 0) {
        return false;
    }
    for (uint32_t i = 0; i < entries; i++) {
        if (!sub_fits(image, map, i, directory[i].sub)) {
            return false;
        }
    }
    return true;
}

/* A group in the /64 with these upper bits: only there, and only in the right place, is IPv4. */
static bool group_fits(const struct image *image, const struct image_map *map, uint32_t group,
                       uint64_t upper)
{
    const struct range_ref *ref = (const struct range_ref *)map_data(image, map->groups) + group;
    if (ref->count < 2 || (uint64_t)ref->first + ref->count + 1 > map->inner_count) {
        return false;
    }
    const struct map_range6 *inner =
        (const struct map_range6 *)map_data(image, map->inner) + ref->first;
    for (uint32_t i = 0; i < ref->count; i++) {
        bool block = (upper == v4_upper[0] && inner[i].start == 0x0000ffff00000000) ||
                     (upper == v4_upper[1] && inner[i].start == 0);
        if (inner[i].inner != MAP_INNER_NONE && !(inner[i].inner == MAP_INNER_IPV4 && block)) {
            return false;
        }
    }
    return ranges6_in_order(inner, ref->count);
}

static bool groups_fit(const struct image *image, const struct image_map *map)
{
    const struct map_range6 *ranges = map_data(image, map->v6_ranges);
    for (uint32_t i = 0; i < map->v6_count; i++) {
        if (ranges[i].inner == MAP_INNER_NONE ||
            (ranges[i].inner == MAP_INNER_IPV4 && ranges[i].start == 0x2002000000000000)) {
            continue;
        }
        if (ranges[i].inner >= map->group_count ||
            !group_fits(image, map, ranges[i].inner, ranges[i].start)) {
            return false;
        }
    }
    return true;
}

bool map_check(const struct image *image, uint32_t i, char *why)
{
    const struct image_map *map = map_at(image, i);
    if (!tables_fit(image, map)) {
        return fails(why, i, "a table reaches past its section");
    }
    if (!ranges4_in_order(image, map) || !directory4_fits(image, map)) {
        return fails(why, i, "its IPv4 ranges are out of order");
    }
    const struct map_range6 *ranges = map_data(image, map->v6_ranges);
    if (!ranges6_in_order(ranges, map->v6_count) || !directory6_fits(image, map)) {
        return fails(why, i, "its IPv6 ranges are out of order");
    }
    if (!groups_fit(image, map)) {
        return fails(why, i, "its IPv6 groups are out of order");
    }
    return true;
}
