/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tiling.h"

#include "image/map.h"

/* A walk through one family. */
struct walk {
    const struct tiling *tiling;
    struct image view; /* of the build's maps */
    const struct map_ranges *ranges;
    size_t at; /* the range that holds the address the walk has come to */
    enum family family;
    bool one_v4;    /* all of IPv4 has one decision: */
    uint32_t value; /* this one */
};

static uint32_t expected(const struct walk *w, size_t range)
{
    return w->tiling->base + w->tiling->decisions[w->ranges->at[range].value];
}

static struct map_hit find(const struct walk *w, const struct addr *addr)
{
    struct map_hit hit;
    struct prefix host = prefix_of(addr, family_bits(addr->family));
    map_find(&w->view, w->tiling->map, &host, &hit);
    return hit;
}

static void put_u64(uint8_t *at, uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        at[i] = (uint8_t)(value >> (56 - 8 * i));
    }
}

static struct addr address_of(enum family family, struct map_address address)
{
    struct addr addr = {.family = (uint8_t)family};
    if (family == FAMILY_IPV4) {
        put_u64(addr.octets, address.low << 32);
    } else {
        put_u64(addr.octets, address.high);
        put_u64(addr.octets + 8, address.low);
    }
    return addr;
}

/* Whether what a range has of a scope lies in a block that carries IPv4: IPv4 decides there. */
static bool is_carried(const struct walk *w, size_t range, const struct prefix *scope)
{
    struct map_address first = map_build_address(&scope->addr);
    struct map_address last = map_build_last(scope);
    if (map_build_before(first, w->ranges->at[range].start)) {
        first = w->ranges->at[range].start;
    }
    if (range + 1 < w->ranges->count && !map_build_before(last, w->ranges->at[range + 1].start)) {
        last = map_build_previous(w->ranges->at[range + 1].start);
    }
    struct addr ends[] = {address_of(w->family, first), address_of(w->family, last)};
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        if (prefix_holds(&addr_v4_blocks[i], &ends[0]) &&
            prefix_holds(&addr_v4_blocks[i], &ends[1])) {
            return true;
        }
    }
    return false;
}

/* Whether all places of a scope have its decision. Moves on to the range behind it. */
static bool has_one_decision(struct walk *w, const struct prefix *scope, uint32_t value)
{
    struct map_address last = map_build_last(scope);
    for (;; w->at++) {
        if (expected(w, w->at) != value && !is_carried(w, w->at, scope)) {
            return false;
        }
        if (w->at + 1 == w->ranges->count ||
            map_build_before(last, w->ranges->at[w->at + 1].start)) {
            return true;
        }
    }
}

/* Whether a scope that holds a whole block that carries IPv4 may: then IPv4 has its decision. */
static bool may_hold_blocks(const struct walk *w, const struct prefix *scope, uint32_t value)
{
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        if (prefix_covers(scope, &addr_v4_blocks[i]) && (!w->one_v4 || w->value != value)) {
            return false;
        }
    }
    return true;
}

/* Whether a block that carries IPv4 is found as IPv4; the walk goes on behind it. */
static bool is_v4(const struct walk *w, const struct prefix *block, const struct map_hit *hit)
{
    const struct addr first = {.family = FAMILY_IPV4};
    struct map_hit inside = find(w, &first);
    return hit->value == inside.value && hit->scope_bits == inside.scope_bits + block->bits;
}

/* The scope, or whole block, at an address; false when it is not as it should be. */
static bool check(struct walk *w, const struct addr *addr, struct prefix *out)
{
    struct map_hit hit = find(w, addr);
    *out = prefix_of(addr, hit.scope_bits);
    for (size_t i = 0; i < ADDR_V4_BLOCKS && w->family == FAMILY_IPV6; i++) {
        if (prefix_covers(&addr_v4_blocks[i], out) && hit.scope_bits > addr_v4_blocks[i].bits) {
            *out = addr_v4_blocks[i];
            return addr_equal(&out->addr, addr) && is_v4(w, out, &hit);
        }
    }
    struct addr end = address_of(w->family, map_build_last(out));
    struct map_hit last = find(w, &end);
    return addr_equal(&out->addr, addr) && last.value == hit.value &&
           last.scope_bits == hit.scope_bits && has_one_decision(w, out, hit.value) &&
           may_hold_blocks(w, out, hit.value);
}

static bool is_last(enum family family, struct map_address address)
{
    return family == FAMILY_IPV4 ? address.low == UINT32_MAX
                                 : (address.high & address.low) == UINT64_MAX;
}

static bool walk_family(struct walk *w, struct prefix *where)
{
    struct map_address next = {0};
    struct map_address last;
    do {
        struct addr addr = address_of(w->family, next);
        while (w->at + 1 < w->ranges->count &&
               !map_build_before(next, w->ranges->at[w->at + 1].start)) {
            w->at++;
        }
        if (!check(w, &addr, where)) {
            return false;
        }
        last = map_build_last(where);
        next = map_build_next(last);
    } while (!is_last(w->family, last));
    return true;
}

static bool has_one_value(struct walk *w)
{
    w->value = expected(w, 0);
    for (size_t i = 1; i < w->ranges->count; i++) {
        if (expected(w, i) != w->value) {
            return false;
        }
    }
    return true;
}

bool tiling_holds(const struct tiling *tiling, struct prefix *where)
{
    struct walk w = {.tiling = tiling, .ranges = &tiling->atlas->v4, .family = FAMILY_IPV4};
    w.view.at[SECTION_MAP] = build_at(tiling->build, SECTION_MAP, 0);
    w.view.at[SECTION_MAP_DATA] = build_at(tiling->build, SECTION_MAP_DATA, 0);
    w.one_v4 = has_one_value(&w);
    struct prefix found;
    bool holds = walk_family(&w, &found);
    if (holds) {
        w.ranges = &tiling->atlas->v6;
        w.family = FAMILY_IPV6;
        w.at = 0;
        holds = walk_family(&w, &found);
    }
    if (!holds) {
        *where = found;
    }
    return holds;
}
