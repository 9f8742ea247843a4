/* SPDX-License-Identifier: Apache-2.0 */
/* Making address tables: ranges of addresses with values, in ascending order, into the image. */
#ifndef DNSD_IMAGE_MAP_BUILD_H
#define DNSD_IMAGE_MAP_BUILD_H

#include "base/addr.h"
#include "image/build.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address as a number: IPv4 in the low 32 bits of `low`, `high` 0. */
struct map_address {
    uint64_t high;
    uint64_t low;
};

/* A range reaches to the address before the next one's start, the last to the family's end. */
struct map_start {
    struct map_address start;
    uint32_t value;
};

/* One family, covered without gaps. {0} is empty; free it with map_build_free(). */
struct map_ranges {
    struct map_start *at;
    size_t count;
    size_t room; /* allocated */
};

/** The last address of a network. */
struct map_address map_build_last(const struct prefix *prefix);

/** The address after one that is not the last of IPv6. */
static inline struct map_address map_build_next(struct map_address address)
{
    address.low++;
    address.high += address.low == 0;
    return address;
}

/** The address before one that is not the first. */
static inline struct map_address map_build_previous(struct map_address address)
{
    address.high -= address.low == 0;
    address.low--;
    return address;
}

/** Whether an address comes before another of its family. */
static inline bool map_build_before(struct map_address a, struct map_address b)
{
    return a.high != b.high ? a.high < b.high : a.low < b.low;
}

/**
 * Append a range that starts at `start`, after every earlier start (or replace the last range if
 * that starts here too). The first must start at address 0. A range with the value of the one
 * before is merged into it.
 */
void map_build_append(struct map_ranges *ranges, struct map_address start, uint32_t value);

/** The number of the range that holds an address. */
size_t map_build_find(const struct map_ranges *ranges, struct map_address address);

/** Free the ranges and make them empty. */
void map_build_free(struct map_ranges *ranges);

/** The address of a family as a number. */
struct map_address map_build_address(const struct addr *addr);

/**
 * Append a map to the image's SECTION_MAP; one that is there already is used again.
 *
 * v4, v6  whole families; what v6 says about blocks that carry IPv4 does not matter
 * Returns its index. Deterministic: the same ranges give the same octets.
 */
uint32_t map_build_add(struct build *build, const struct map_ranges *v4,
                       const struct map_ranges *v6);

/**
 * The same where each value stands for another: base + values[value]. Neighbours may come to have
 * the same, and are merged.
 */
uint32_t map_build_values(struct build *build, const struct map_ranges *v4,
                          const struct map_ranges *v6, const uint32_t *values, uint32_t base);

#endif
