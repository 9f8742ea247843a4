/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address table: from a client's network to a number and the scope that goes with it.
 *
 *     IPv4:  directory[first bits] ──→ ranges, sorted by first address ──→ value
 *
 *     IPv6:  directory[first bits] ─┬─────────────────→ ranges by the upper 64 bits ─┬→ value
 *                                   └→ sub-directory ─┘ (where there are many)       ├→ group
 *                                                                                    └→ IPv4
 *     group: the ranges inside one /64, by the lower 64 bits ─┬→ value
 *                                                             └→ IPv4
 *
 * Ranges cover the whole family without gaps; neighbours differ in what they lead to. So the scope
 * needs no room of its own: the shortest prefix that holds an address and only addresses of its
 * range ends one bit after the nearer of the two neighbours parts from the address. A /64 that
 * holds several ranges is one range of the upper table; for addresses outside of it that is exact,
 * since a prefix that touches it without being inside holds all of it.
 *
 * Where IPv6 carries IPv4 (::ffff:0:0/96, 64:ff9b::/96, 2002::/16) the table leads to IPv4's,
 * unless all of IPv4 has one value: then the blocks have that value and merge with their
 * surroundings.
 */
#ifndef DNSD_IMAGE_MAP_H
#define DNSD_IMAGE_MAP_H

#include "base/addr.h"
#include "image/open.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits of an address that a first-level directory goes by: more ranges, more bits. */
enum {
    MAP_BITS_MIN = 8,
    MAP_V4_BITS_MAX = 18, /* 1 MiB: still in a core's second-level cache */
    MAP_V6_BITS_MAX = 16,
    MAP_SUB_BITS = 5 /* low bits of map_entry6.sub: how many address bits select in it */
};

/* What map_range6.inner says beside the number of a group. */
#define MAP_INNER_NONE UINT32_MAX        /* the range has a value */
#define MAP_INNER_IPV4 (UINT32_MAX - 1u) /* a block that carries IPv4 */

/* One element of SECTION_MAP. Offsets are octets from the start of SECTION_MAP_DATA. */
struct image_map {
    uint64_t v4_directory; /* uint32_t: the range that holds the entry's first address; one
                            * entry more ends the last */
    uint64_t v4_ranges;    /* struct map_range4: v4_count and one that ends the last */
    uint64_t v6_directory; /* struct map_entry6, likewise */
    uint64_t v6_sub;       /* uint32_t: v6_sub_count numbers of ranges */
    uint64_t v6_ranges;    /* struct map_range6: v6_count and one that ends the last */
    uint64_t groups;       /* struct range_ref into inner: group_count */
    uint64_t inner;        /* struct map_range6: inner_count, each group with one that ends it */
    uint32_t v4_count;
    uint32_t v6_count;
    uint32_t v6_sub_count;
    uint32_t group_count;
    uint32_t inner_count;
    uint16_t v4_bits; /* of an address that select in v4_directory */
    uint16_t v6_bits;
};

struct map_range4 {
    uint32_t start; /* first address; of the one that ends the last: 0 */
    uint32_t value;
};

struct map_entry6 {
    uint32_t first; /* the range that holds the entry's first address */
    uint32_t sub;   /* place in v6_sub << MAP_SUB_BITS | bits; bits 0 = search the ranges */
};

struct map_range6 {
    uint64_t start; /* upper (in a group: lower) half of the first address; 0 ends the last */
    uint32_t value;
    uint32_t inner; /* MAP_INNER_NONE, MAP_INNER_IPV4 or the number of a group */
};

/* What a look-up gives. */
struct map_hit {
    uint32_t value;     /* of the client's first address */
    uint8_t scope_bits; /* 0-32 or 0-128: shortest prefix around it that has this value alone */
    bool clear;         /* the whole client network has this value: scope_bits <= its bits */
};

/**
 * Look a client's network up.
 *
 * client  IPv4 or IPv6; a network inside a block that carries IPv4 is found as IPv4, with a scope
 *         that is deeper by the block's length
 *
 * Source: RFC 7871 §7.2.1: no two scopes that this gives for different values overlap.
 */
void map_find(const struct image *image, uint32_t map, const struct prefix *client,
              struct map_hit *out);

/**
 * Find the distinct values inside a network, in the order of their first address.
 *
 * values  room for `room` of them
 * Returns how many there are; room + 1 as soon as one more than `room` was seen. Takes time in
 * proportion to the ranges inside: for tools, not for the query path.
 */
size_t map_values(const struct image *image, uint32_t map, const struct prefix *client,
                  uint32_t *values, size_t room);

/* Gets the value of one range; false = enough was seen. */
typedef bool (*map_visitor)(uint32_t value, void *arg);

/**
 * Visit the ranges that a network meets, in the order of their first address; values may repeat.
 *
 * Takes time in proportion to the ranges: the visitor ends it when there are too many.
 * Returns false when the visitor did.
 */
bool map_visit(const struct image *image, uint32_t map, const struct prefix *client,
               map_visitor visitor, void *arg);

/**
 * Check one map of an image that is being opened: every table in bounds, aligned and in order.
 *
 * why  IMAGE_WHY_SIZE octets; written on failure
 */
bool map_check(const struct image *image, uint32_t map, char *why);

/** Element `i` of SECTION_MAP. */
static inline const struct image_map *map_at(const struct image *image, uint32_t i)
{
    return (const struct image_map *)image->at[SECTION_MAP] + i;
}

/** What lies at an offset of SECTION_MAP_DATA. */
static inline const void *map_data(const struct image *image, uint64_t at)
{
    return (const uint8_t *)image->at[SECTION_MAP_DATA] + at;
}

#endif
