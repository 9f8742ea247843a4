/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivescope.h"

#include "base/must.h"

#include <stdlib.h>
#include <string.h>

static struct naivescope_run *join(const struct naivemap_family *family, const uint32_t *decisions,
                                   uint32_t inside_block, size_t *count)
{
    struct naivescope_run *runs = must(calloc(family->nranges, sizeof(*runs)));
    *count = 0;
    for (size_t i = 0; i < family->nranges; i++) {
        const struct naivemap_range *range = &family->ranges[i];
        uint32_t decision = range->place == NAIVEMAP_BLOCK ? inside_block : decisions[range->place];
        if (*count == 0 || runs[*count - 1].decision != decision) {
            runs[*count] = (struct naivescope_run){.first = range->first, .decision = decision};
            (*count)++;
        }
    }
    return runs;
}

void naivescope_make(const struct naivemap *map, const uint32_t *decisions, struct naivescope *out)
{
    out->v4 = join(&map->v4, decisions, NAIVEMAP_BLOCK, &out->nv4);
    uint32_t all_of_v4 = out->nv4 == 1 ? out->v4[0].decision : NAIVEMAP_BLOCK;
    out->v6 = join(&map->v6, decisions, all_of_v4, &out->nv6);
}

void naivescope_done(struct naivescope *scope)
{
    free(scope->v4);
    free(scope->v6);
    *scope = (struct naivescope){.nv4 = 0};
}

static size_t run_of(const struct naivescope_run *runs, size_t count, const struct addr *addr)
{
    size_t low = 0;
    size_t high = count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (naivemap_compare(&runs[middle].first, addr) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool fits(const struct naivescope_run *runs, size_t count, size_t run,
                 const struct addr *addr, unsigned bits)
{
    struct prefix prefix = prefix_of(addr, bits);
    struct addr last = naivemap_last(&prefix);
    bool starts_inside = naivemap_compare(&runs[run].first, &prefix.addr) <= 0;
    bool ends_inside = run + 1 == count || naivemap_compare(&last, &runs[run + 1].first) < 0;
    return starts_inside && ends_inside;
}

/* The shortest prefix around an address that stays inside its run. */
static unsigned leaf_in(const struct naivescope_run *runs, size_t count, const struct addr *addr)
{
    size_t run = run_of(runs, count, addr);
    unsigned shortest = family_bits(addr->family);
    for (unsigned step = shortest; step > 0; step /= 2) { /* those that are longer fit too */
        while (shortest >= step && fits(runs, count, run, addr, shortest - step)) {
            shortest -= step;
        }
    }
    return shortest;
}

unsigned naivescope_leaf(const struct naivescope *scope, const struct prefix *client)
{
    const struct addr *first = &client->addr;
    if (first->family == FAMILY_IPV4) {
        return leaf_in(scope->v4, scope->nv4, first);
    }
    struct prefix host = prefix_of(first, family_bits(first->family));
    struct prefix inside;
    unsigned block_bits = prefix_unmap(&host, &inside);
    if (block_bits != 0 && scope->nv4 > 1) {
        return block_bits + leaf_in(scope->v4, scope->nv4, &inside.addr);
    }
    return leaf_in(scope->v6, scope->nv6, first);
}

/* Whether two addresses of IPv6 begin with the same bits. */
static bool share_bits(const struct addr *a, const struct addr *b, unsigned bits)
{
    struct prefix first = prefix_of(a, bits);
    struct prefix second = prefix_of(b, bits);
    return addr_equal(&first.addr, &second.addr);
}

unsigned naivescope_least(const struct prefix *client)
{
    struct prefix inside;
    if (client->addr.family == FAMILY_IPV4) {
        return 24;
    }
    unsigned block_bits = prefix_unmap(client, &inside);
    if (block_bits != 0) {
        return block_bits + 24;
    }
    for (unsigned bits = 48; bits < 96; bits++) {
        bool beside = true;
        for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) { /* 2002::/16 is in no /48 */
            beside &= addr_v4_blocks[i].bits <= bits ||
                      !share_bits(&client->addr, &addr_v4_blocks[i].addr, bits);
        }
        if (beside) {
            return bits;
        }
    }
    return 96;
}
