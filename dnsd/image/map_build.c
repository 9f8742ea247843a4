/* SPDX-License-Identifier: Apache-2.0 */
#include "image/map_build.h"

#include "base/attr.h"
#include "base/bytes.h"
#include "base/must.h"
#include "image/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUB_FROM = 8,      /* boundaries inside an entry from which a sub-directory pays */
    SUB_BITS_MAX = 20, /* 4 MiB for one entry */
};

/* Places in v6_sub are below this, to fit beside the bits. */
#define SUB_COUNT_MAX (UINT32_MAX >> MAP_SUB_BITS)

struct block {
    struct map_address start;
    struct map_address end; /* first address past it */
};

/* Where IPv6 carries IPv4, in ascending order. */
static const struct block blocks[] = {
    {{0, 0x0000ffff00000000}, {0, 0x0001000000000000}},
    {{0x0064ff9b00000000, 0}, {0x0064ff9b00000000, 0x0000000100000000}},
    {{0x2002000000000000, 0}, {0x2003000000000000, 0}},
};

/* A range of IPv6 before it is split into upper halves and groups. */
struct whole {
    struct map_address start;
    uint32_t value;
    uint32_t inner; /* MAP_INNER_NONE or MAP_INNER_IPV4 */
};

/* The tables of one map while they grow. */
struct tables {
    struct whole *whole;
    size_t whole_count;
    struct map_range6 *ranges;
    struct map_range6 *inner;
    struct range_ref *groups;
    struct map_entry6 *directory;
    uint32_t *sub;
    const uint32_t *values; /* by value of the ranges: what it becomes; NULL = itself */
    uint32_t base;          /* added to those */
    uint32_t v4_value;      /* of the first range of IPv4 */
    struct image_map map;   /* counts; offsets from the start of `octets` */
    uint8_t *octets;        /* all tables in their places: in the build */
    size_t size;
};

static bool is_before(struct map_address a, struct map_address b)
{
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

void map_build_append(struct map_ranges *ranges, struct map_address start, uint32_t value)
{
    assert(ranges->count > 0 || (start.high == 0 && start.low == 0));
    if (ranges->count > 0 && !is_before(ranges->at[ranges->count - 1].start, start)) {
        assert(!is_before(start, ranges->at[ranges->count - 1].start));
        ranges->count--;
    }
    if (ranges->count > 0 && ranges->at[ranges->count - 1].value == value) {
        return;
    }
    if (ranges->count == ranges->room) {
        ranges->room = ranges->room == 0 ? 64 : 2 * ranges->room;
        ranges->at = must(realloc(ranges->at, ranges->room * sizeof(*ranges->at)));
    }
    ranges->at[ranges->count++] = (struct map_start){start, value};
}

size_t map_build_find(const struct map_ranges *ranges, struct map_address address)
{
    size_t low = 0;
    size_t high = ranges->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (map_build_before(address, ranges->at[middle].start)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return low;
}

void map_build_free(struct map_ranges *ranges)
{
    free(ranges->at);
    *ranges = (struct map_ranges){0};
}

struct map_address map_build_last(const struct prefix *prefix)
{
    struct map_address last = map_build_address(&prefix->addr);
    unsigned host = family_bits(prefix->addr.family) - prefix->bits;
    if (host >= 64) {
        last.low = UINT64_MAX;
        last.high |= host == 128 ? UINT64_MAX : (UINT64_C(1) << (host - 64)) - 1;
    } else {
        last.low |= (UINT64_C(1) << host) - 1;
    }
    return last;
}

struct map_address map_build_address(const struct addr *addr)
{
    if (addr->family == FAMILY_IPV4) {
        return (struct map_address){0, get_u32(addr->octets)};
    }
    return (struct map_address){
        ((uint64_t)get_u32(addr->octets) << 32) | get_u32(addr->octets + 4),
        ((uint64_t)get_u32(addr->octets + 8) << 32) | get_u32(addr->octets + 12),
    };
}

static uint32_t value_of(const struct tables *t, const struct map_start *range)
{
    return t->values == NULL ? range->value : t->base + t->values[range->value];
}

/* Count the ranges of IPv4: new values may make neighbours equal. */
static void count_v4(struct tables *t, const struct map_ranges *v4)
{
    t->v4_value = value_of(t, &v4->at[0]);
    uint32_t value = t->v4_value;
    t->map.v4_count = 1;
    for (size_t i = 1; i < v4->count; i++) {
        uint32_t next = value_of(t, &v4->at[i]);
        t->map.v4_count += next != value;
        value = next;
    }
}

static void add_whole(struct tables *t, struct map_address start, uint32_t value, uint32_t inner)
{
    if (t->whole_count > 0 && !is_before(t->whole[t->whole_count - 1].start, start)) {
        t->whole_count--;
    }
    if (t->whole_count > 0) {
        const struct whole *last = &t->whole[t->whole_count - 1];
        if (last->value == value && last->inner == inner) {
            return;
        }
    }
    t->whole[t->whole_count++] = (struct whole){start, value, inner};
}

/* The ranges of v6 with the blocks laid over them. */
static void lay_blocks(struct tables *t, const struct map_ranges *v6)
{
    bool one_value = t->map.v4_count == 1;
    uint32_t block_value = one_value ? t->v4_value : 0;
    uint32_t block_inner = one_value ? MAP_INNER_NONE : MAP_INNER_IPV4;
    t->whole = must(calloc(v6->count + 2 * ARRAY_LEN(blocks), sizeof(*t->whole)));

    size_t i = 0;
    uint32_t value = 0; /* of the range that v6 is in; its first starts at 0, before any block */
    for (size_t b = 0; b < ARRAY_LEN(blocks); b++) {
        for (; i < v6->count && is_before(v6->at[i].start, blocks[b].start); i++) {
            value = value_of(t, &v6->at[i]);
            add_whole(t, v6->at[i].start, value, MAP_INNER_NONE);
        }
        add_whole(t, blocks[b].start, block_value, block_inner);
        for (; i < v6->count && is_before(v6->at[i].start, blocks[b].end); i++) {
            value = value_of(t, &v6->at[i]);
        }
        add_whole(t, blocks[b].end, value, MAP_INNER_NONE);
    }
    for (; i < v6->count; i++) {
        add_whole(t, v6->at[i].start, value_of(t, &v6->at[i]), MAP_INNER_NONE);
    }
}

/* Move the ranges that begin inside one /64 into a group; returns the first one past it. */
static size_t split_group(struct tables *t, size_t i)
{
    uint64_t high = t->whole[i].start.high;
    struct image_map *map = &t->map;
    struct range_ref *group = &t->groups[map->group_count];
    group->first = map->inner_count;
    if (t->whole[i].start.low != 0) {
        const struct whole *before = &t->whole[i - 1];
        t->inner[map->inner_count++] = (struct map_range6){0, before->value, before->inner};
    }
    for (; i < t->whole_count && t->whole[i].start.high == high; i++) {
        const struct whole *whole = &t->whole[i];
        t->inner[map->inner_count++] =
            (struct map_range6){whole->start.low, whole->value, whole->inner};
    }
    group->count = map->inner_count - group->first;
    map->inner_count++; /* the one that ends it: zero */
    t->ranges[map->v6_count++] = (struct map_range6){high, 0, map->group_count++};

    bool at_next = i < t->whole_count && t->whole[i].start.high == high + 1;
    if (!at_next && high != UINT64_MAX) {
        const struct whole *last = &t->whole[i - 1];
        t->ranges[map->v6_count++] = (struct map_range6){high + 1, last->value, last->inner};
    }
    return i;
}

static void split_halves(struct tables *t)
{
    /* A range gives at most: an upper one and one after its group; an inner one, the group's first
     * and the one that ends it. */
    t->ranges = must(calloc(2 * t->whole_count + 1, sizeof(*t->ranges)));
    t->inner = must(calloc(3 * t->whole_count, sizeof(*t->inner)));
    t->groups = must(calloc(t->whole_count, sizeof(*t->groups)));
    size_t i = 0;
    while (i < t->whole_count) {
        const struct whole *whole = &t->whole[i];
        bool alone = i + 1 == t->whole_count || whole[1].start.high != whole[0].start.high;
        if (whole->start.low != 0 || !alone) {
            i = split_group(t, i);
            continue;
        }
        t->ranges[t->map.v6_count++] =
            (struct map_range6){whole->start.high, whole->value, whole->inner};
        i++;
    }
    free(t->whole);
}

/* Number the ranges that hold the addresses from `start` on, `step` apart; returns the last. */
static uint32_t number_ranges(const struct tables *t, uint32_t range, uint64_t start, uint64_t step,
                              uint32_t *numbers, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++, start += step) {
        while (range + 1 < t->map.v6_count && t->ranges[range + 1].start <= start) {
            range++;
        }
        numbers[i] = range;
    }
    return range;
}

/* About one entry per range: the search after it then has a step or two. */
static uint16_t directory_bits(size_t ranges, uint16_t most)
{
    uint16_t bits = MAP_BITS_MIN;
    while (bits < most && (size_t)1 << bits < ranges) {
        bits++;
    }
    return bits;
}

static unsigned sub_bits(const struct tables *t, uint32_t boundaries)
{
    if (boundaries < SUB_FROM) {
        return 0;
    }
    unsigned bits = 32u - (unsigned)__builtin_clz(boundaries);
    bits = bits > SUB_BITS_MAX ? SUB_BITS_MAX : bits;
    return t->map.v6_sub_count + (1u << bits) + 1 > SUB_COUNT_MAX ? 0 : bits;
}

static void add_sub(struct tables *t, uint32_t entry)
{
    uint32_t first = t->directory[entry].first;
    uint32_t last = t->directory[entry + 1].first;
    unsigned bits = sub_bits(t, last - first);
    if (bits == 0) {
        return;
    }
    uint32_t *numbers = t->sub + t->map.v6_sub_count;
    uint32_t count = 1u << bits;
    unsigned shift = 64u - t->map.v6_bits;
    number_ranges(t, first, (uint64_t)entry << shift, UINT64_C(1) << (shift - bits), numbers,
                  count);
    numbers[count] = last;
    t->directory[entry].sub = (t->map.v6_sub_count << MAP_SUB_BITS) | bits;
    t->map.v6_sub_count += count + 1;
}

static void add_directory6(struct tables *t)
{
    t->map.v6_bits = directory_bits(t->map.v6_count, MAP_V6_BITS_MAX);
    uint32_t entries = 1u << t->map.v6_bits;
    t->directory = must(calloc(entries + 1, sizeof(*t->directory)));
    uint32_t range = 0;
    for (uint32_t i = 0; i < entries; i++) {
        uint64_t start = (uint64_t)i << (64 - t->map.v6_bits);
        range = number_ranges(t, range, start, 0, &t->directory[i].first, 1);
    }
    t->directory[entries].first = t->map.v6_count - 1;

    /* An entry of n boundaries gets at most 2n + 1 numbers. */
    t->sub = must(calloc(3 * (size_t)t->map.v6_count, sizeof(*t->sub)));
    for (uint32_t i = 0; i < entries; i++) {
        add_sub(t, i);
    }
}

/* Give the next table its place: `count` elements of `size` octets. */
static uint64_t place(struct tables *t, uint64_t count, size_t size)
{
    uint64_t at = t->size;
    t->size = (size_t)(at + count * size + LAYOUT_ALIGN - 1) & ~(size_t)(LAYOUT_ALIGN - 1);
    return at;
}

static void place_all(struct tables *t, struct build *build)
{
    struct image_map *map = &t->map;
    map->v4_bits = directory_bits(map->v4_count, MAP_V4_BITS_MAX);
    map->v4_directory = place(t, (1u << map->v4_bits) + 1, sizeof(uint32_t));
    map->v4_ranges = place(t, map->v4_count + UINT64_C(1), sizeof(struct map_range4));
    map->v6_directory = place(t, (1u << map->v6_bits) + 1, sizeof(struct map_entry6));
    map->v6_sub = place(t, map->v6_sub_count, sizeof(uint32_t));
    map->v6_ranges = place(t, map->v6_count + UINT64_C(1), sizeof(struct map_range6));
    map->groups = place(t, map->group_count, sizeof(struct range_ref));
    map->inner = place(t, map->inner_count, sizeof(struct map_range6));
    uint64_t at = build_octets(build, SECTION_MAP_DATA, NULL, t->size, LAYOUT_ALIGN);
    t->octets = build_at(build, SECTION_MAP_DATA, at);
}

static void write_v4(struct tables *t, const struct map_ranges *v4)
{
    struct map_range4 *ranges = (void *)(t->octets + t->map.v4_ranges);
    uint32_t count = 0;
    for (size_t i = 0; i < v4->count; i++) {
        uint32_t value = value_of(t, &v4->at[i]);
        if (count == 0 || ranges[count - 1].value != value) {
            ranges[count++] = (struct map_range4){(uint32_t)v4->at[i].start.low, value};
        }
    }
    uint32_t *directory = (void *)(t->octets + t->map.v4_directory);
    uint32_t range = 0;
    uint32_t entries = 1u << t->map.v4_bits;
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t start = i << (32 - t->map.v4_bits);
        while (range + 1 < t->map.v4_count && ranges[range + 1].start <= start) {
            range++;
        }
        directory[i] = range;
    }
    directory[entries] = t->map.v4_count - 1;
}

static void write_v6(struct tables *t)
{
    const struct image_map *map = &t->map;
    memcpy(t->octets + map->v6_directory, t->directory,
           ((1u << map->v6_bits) + 1) * sizeof(struct map_entry6));
    memcpy(t->octets + map->v6_sub, t->sub, map->v6_sub_count * sizeof(uint32_t));
    memcpy(t->octets + map->v6_ranges, t->ranges, map->v6_count * sizeof(struct map_range6));
    memcpy(t->octets + map->groups, t->groups, map->group_count * sizeof(struct range_ref));
    memcpy(t->octets + map->inner, t->inner, map->inner_count * sizeof(struct map_range6));
}

/* A map of the build with exactly these tables; REF_NONE = there is none. */
static uint32_t find_equal(struct build *build, const struct tables *t)
{
    uint64_t count = build_count(build, SECTION_MAP);
    for (uint32_t i = 0; i < count; i++) {
        const struct image_map *other = build_at(build, SECTION_MAP, i);
        bool alike = other->v4_count == t->map.v4_count && other->v6_count == t->map.v6_count &&
                     other->v6_sub_count == t->map.v6_sub_count &&
                     other->group_count == t->map.group_count &&
                     other->inner_count == t->map.inner_count;
        if (alike && memcmp(build_at(build, SECTION_MAP_DATA, other->v4_directory), t->octets,
                            t->size) == 0) {
            return i;
        }
    }
    return REF_NONE;
}

static uint32_t add_tables(struct build *build, const struct tables *t, uint64_t before)
{
    uint32_t found = find_equal(build, t);
    if (found != REF_NONE) {
        build_cut(build, SECTION_MAP_DATA, before);
        return found;
    }
    uint64_t at = build_count(build, SECTION_MAP_DATA) - t->size;
    struct image_map map = t->map;
    map.v4_directory += at;
    map.v4_ranges += at;
    map.v6_directory += at;
    map.v6_sub += at;
    map.v6_ranges += at;
    map.groups += at;
    map.inner += at;
    return build_add(build, SECTION_MAP, &map, 1);
}

uint32_t map_build_values(struct build *build, const struct map_ranges *v4,
                          const struct map_ranges *v6, const uint32_t *values, uint32_t base)
{
    struct tables t = {.values = values, .base = base};
    uint64_t before = build_count(build, SECTION_MAP_DATA);
    assert(v4->count > 0 && v6->count > 0 && v4->count < UINT32_MAX && v6->count < UINT32_MAX / 4);
    count_v4(&t, v4);
    lay_blocks(&t, v6);
    split_halves(&t);
    add_directory6(&t);
    place_all(&t, build);
    write_v4(&t, v4);
    write_v6(&t);
    uint32_t index = add_tables(build, &t, before);
    free(t.ranges);
    free(t.inner);
    free(t.groups);
    free(t.directory);
    free(t.sub);
    return index;
}

uint32_t map_build_add(struct build *build, const struct map_ranges *v4,
                       const struct map_ranges *v6)
{
    return map_build_values(build, v4, v6, NULL, 0);
}
