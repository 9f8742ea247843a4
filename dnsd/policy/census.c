/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/census.h"

#include "base/hash.h"

enum { SLOTS_MIN = 256, SITE_BITS = 48 };

struct taking {
    struct arena *arena;
    struct census *census;
    size_t room;
    uint32_t *slots; /* number of a cell + 1; 0 = free */
    size_t nslots;   /* a power of two, at least twice the cells */
};

static struct map_address add(struct map_address a, struct map_address b)
{
    uint64_t low = a.low + b.low;
    return (struct map_address){.high = a.high + b.high + (low < a.low), .low = low};
}

static struct map_address subtract(struct map_address a, struct map_address b)
{
    return (struct map_address){.high = a.high - b.high - (a.low < b.low), .low = a.low - b.low};
}

/* Zero bits at the end of a number: 128 for 0. */
static unsigned trailing_zeros(struct map_address a)
{
    if (a.low != 0) {
        return (unsigned)__builtin_ctzll(a.low);
    }
    return a.high != 0 ? 64 + (unsigned)__builtin_ctzll(a.high) : 128;
}

/* Bits below the highest one of a number that is not 0. */
static unsigned log2_of(struct map_address a)
{
    return a.high != 0 ? 127 - (unsigned)__builtin_clzll(a.high)
                       : 63 - (unsigned)__builtin_clzll(a.low);
}

/* The largest network that begins a range: its addresses are 2 to the power of the result. */
static unsigned first_size(struct map_address start, struct map_address last, unsigned family_bits)
{
    struct map_address rest = subtract(last, start); /* one less than there are: never overflows */
    struct map_address count = add(rest, (struct map_address){.low = 1});
    unsigned aligned = trailing_zeros(start);
    bool is_all = count.high == 0 && count.low == 0;
    unsigned most = is_all ? 128 : log2_of(count);
    most = most < aligned ? most : aligned;
    return most < family_bits ? most : family_bits;
}

static struct map_address power_of_two(unsigned bits)
{
    return bits < 64 ? (struct map_address){.low = UINT64_C(1) << bits}
                     : (struct map_address){.high = UINT64_C(1) << (bits - 64)};
}

static struct prefix prefix_at(struct map_address start, unsigned size_bits, enum family family)
{
    struct prefix prefix = {.addr = {.family = (uint8_t)family}};
    for (unsigned i = 0; i < 4 && family == FAMILY_IPV4; i++) {
        prefix.addr.octets[i] = (uint8_t)(start.low >> (24 - 8 * i));
    }
    for (unsigned i = 0; i < 8 && family == FAMILY_IPV6; i++) {
        prefix.addr.octets[i] = (uint8_t)(start.high >> (56 - 8 * i));
        prefix.addr.octets[8 + i] = (uint8_t)(start.low >> (56 - 8 * i));
    }
    prefix.bits = (uint8_t)(family_bits(prefix.addr.family) - size_bits);
    return prefix;
}

static size_t slot_of(const struct taking *t, uint32_t before, uint32_t after)
{
    uint64_t hash = hash_mix(hash_root(before), after);
    size_t slot = hash & (t->nslots - 1);
    while (t->slots[slot] != 0) {
        const struct census_cell *cell = &t->census->cells[t->slots[slot] - 1];
        if (cell->before == before && cell->after == after) {
            break;
        }
        slot = (slot + 1) & (t->nslots - 1);
    }
    return slot;
}

static void grow_slots(struct taking *t)
{
    t->nslots = t->nslots == 0 ? SLOTS_MIN : 2 * t->nslots;
    t->slots = arena_alloc(t->arena, t->nslots * sizeof(*t->slots));
    for (size_t i = 0; i < t->census->ncells; i++) {
        const struct census_cell *cell = &t->census->cells[i];
        t->slots[slot_of(t, cell->before, cell->after)] = (uint32_t)i + 1;
    }
}

/* The cell of two spots; new: with nobody in it yet. */
static struct census_cell *cell_of(struct taking *t, uint32_t before, uint32_t after)
{
    struct census *census = t->census;
    if (2 * (census->ncells + 1) > t->nslots) {
        grow_slots(t);
    }
    size_t slot = slot_of(t, before, after);
    if (t->slots[slot] == 0) {
        census->cells =
            arena_grow(t->arena, census->cells, census->ncells, &t->room, sizeof(*census->cells));
        census->cells[census->ncells++] = (struct census_cell){.before = before, .after = after};
        t->slots[slot] = (uint32_t)census->ncells;
    }
    return &census->cells[t->slots[slot] - 1];
}

static bool is_empty(const struct census_count *count)
{
    return count->nets4 == 0 && count->nets6 == 0;
}

/* Count the addresses of one family from `start` to `last`. */
static void count_range(struct census_cell *cell, struct map_address start, struct map_address last,
                        enum family family)
{
    struct census_count *count = &cell->count;
    unsigned size;
    bool more = true;
    if (is_empty(count)) {
        size = first_size(start, last, family_bits((uint8_t)family));
        cell->example = prefix_at(start, size, family);
    }
    struct map_address addresses =
        map_build_next(subtract(last, start)); /* IPv6 without its blocks is less than 2^128 */
    if (family == FAMILY_IPV4) {
        count->addresses4 += addresses.low;
    } else {
        count->addresses6 = add(count->addresses6, addresses);
    }
    while (more) {
        size = first_size(start, last, family_bits((uint8_t)family));
        struct map_address end =
            subtract(add(start, power_of_two(size)), (struct map_address){.low = 1});
        *(family == FAMILY_IPV4 ? &count->nets4 : &count->nets6) += 1;
        more = map_build_before(end, last);
        start = map_build_next(end);
    }
}

/* Count a range of IPv6 without the blocks that carry IPv4. */
static void count_range6(struct taking *t, uint32_t before, uint32_t after,
                         struct map_address start, struct map_address last)
{
    for (int i = 0; i < ADDR_V4_BLOCKS; i++) {
        struct map_address from = map_build_address(&addr_v4_blocks[i].addr);
        struct map_address to = map_build_last(&addr_v4_blocks[i]);
        if (map_build_before(last, from) || map_build_before(to, start)) {
            continue;
        }
        if (map_build_before(start, from)) {
            count_range(cell_of(t, before, after), start, map_build_previous(from), FAMILY_IPV6);
        }
        if (!map_build_before(to, last)) {
            return;
        }
        start = map_build_next(to);
    }
    count_range(cell_of(t, before, after), start, last, FAMILY_IPV6);
}

/* The first address of the range after number `i`; false when that is the last one. */
static bool next_start(const struct map_ranges *ranges, size_t i, struct map_address *out)
{
    if (i + 1 == ranges->count) {
        return false;
    }
    *out = ranges->at[i + 1].start;
    return true;
}

static void count_family(struct taking *t, const struct map_ranges *before,
                         const struct map_ranges *after, enum family family)
{
    struct map_address start = {0};
    struct map_address end = {.high = family == FAMILY_IPV4 ? 0 : UINT64_MAX,
                              .low = family == FAMILY_IPV4 ? UINT32_MAX : UINT64_MAX};
    size_t b = 0;
    size_t a = 0;
    bool more = true;
    while (more) {
        struct map_address next_b = end;
        struct map_address next_a = end;
        bool more_b = next_start(before, b, &next_b);
        bool more_a = next_start(after, a, &next_a);
        bool steps_b = more_b && (!more_a || !map_build_before(next_a, next_b));
        bool steps_a = more_a && (!more_b || !map_build_before(next_b, next_a));
        struct map_address next = steps_b ? next_b : next_a;
        more = steps_a || steps_b;
        struct map_address last = more ? map_build_previous(next) : end;
        uint32_t spots[] = {before->at[b].value, after->at[a].value};
        if (family == FAMILY_IPV4) {
            count_range(cell_of(t, spots[0], spots[1]), start, last, family);
        } else {
            count_range6(t, spots[0], spots[1], start, last);
        }
        b += steps_b;
        a += steps_a;
        start = next;
    }
}

void census_take(const struct atlas *before, const struct atlas *after, struct arena *arena,
                 struct census *out)
{
    struct taking t = {.arena = arena, .census = out};
    *out = (struct census){.ncells = 0};
    count_family(&t, &before->v4, &after->v4, FAMILY_IPV4);
    count_family(&t, &before->v6, &after->v6, FAMILY_IPV6);
}

void census_add(struct census_count *sum, const struct census_count *count)
{
    sum->nets4 += count->nets4;
    sum->addresses4 += count->addresses4;
    sum->nets6 += count->nets6;
    sum->addresses6 = add(sum->addresses6, count->addresses6);
}

uint64_t census_sites(const struct census_count *count)
{
    return count->addresses6.high >> (64 - SITE_BITS);
}
