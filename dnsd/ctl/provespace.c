/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/provespace.h"

#include "image/map.h"

/* One family of one walk. */
struct walk {
    const struct prove *prove;
    const struct naivemap_family *naive;
    struct provespace_family *counts;
    struct provespace *out;
};

static struct prefix host(const struct addr *addr)
{
    return prefix_of(addr, family_bits(addr->family));
}

static bool is_zero(const struct addr *addr)
{
    const struct addr zero = {.family = addr->family};
    return addr_equal(addr, &zero);
}

static uint32_t map_of(const struct prove *prove, uint32_t name)
{
    return polimage_table(prove->image, name, prove->time_s)->map;
}

static void find(const struct walk *w, uint32_t name, const struct addr *addr, struct map_hit *out)
{
    struct prefix client = host(addr);
    map_find(&w->prove->image->image, map_of(w->prove, name), &client, out);
}

/* The block that carries IPv4 and holds an address; NULL = none. */
static const struct prefix *block_of(const struct addr *addr)
{
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        if (prefix_holds(&addr_v4_blocks[i], addr)) {
            return &addr_v4_blocks[i];
        }
    }
    return NULL;
}

static void refute(struct walk *w, struct prove_fault *fault, const struct prefix *network,
                   uint32_t name, const char *given, const char *wanted)
{
    if (fault->what == NULL) {
        fault->what = prove_case_text(w->prove, name, network, NULL, 0);
        fault->given = given;
        fault->wanted = wanted;
    }
}

/* What one scope says of its last address is what it says of its first. */
static void check_ends(struct walk *w, uint32_t name, const struct prefix *leaf,
                       const struct map_hit *first)
{
    struct map_hit last;
    struct addr end = naivemap_last(leaf);
    find(w, name, &end, &last);
    if (w->out->scope.what != NULL) {
        return; /* one is enough */
    }
    if (last.value != first->value || last.scope_bits != first->scope_bits) {
        refute(w, &w->out->scope, leaf, name,
               arena_printf(w->prove->arena, "scope /%u at its first address, /%u at its last",
                            first->scope_bits, last.scope_bits),
               "one decision and one scope for all of it");
    }
}

/* The network around an address that all names answer alike: the longest of their scopes. */
static struct prefix joint_leaf(struct walk *w, const struct addr *at)
{
    struct prefix longest = prefix_of(at, 0);
    for (uint32_t name = 0; name < w->prove->policy->nnames; name++) {
        struct map_hit hit;
        if (w->prove->twins[name] != name) {
            continue;
        }
        find(w, name, at, &hit);
        struct prefix leaf = prefix_of(at, hit.scope_bits);
        check_ends(w, name, &leaf, &hit);
        longest = leaf.bits > longest.bits ? leaf : longest;
    }
    return longest;
}

/* From scope to scope: each has to begin where the one before ended. */
static void walk_compiled(struct walk *w, enum family family)
{
    struct addr at = {.family = (uint8_t)family};
    do {
        const struct prefix *block = block_of(&at);
        struct prefix leaf = joint_leaf(w, &at);
        if (block != NULL && leaf.bits > block->bits) {
            leaf = *block;
        } else {
            w->counts->merged++;
        }
        if (!addr_equal(&leaf.addr, &at)) {
            refute(w, &w->out->space, &leaf, 0, "it reaches back into the network before",
                   "each address in one network");
            return;
        }
        struct addr last = naivemap_last(&leaf);
        at = naivemap_after(&last);
    } while (!is_zero(&at));
}

/* The naive networks: all of the family, each address once, by how they follow each other. */
static void walk_naive(struct walk *w)
{
    for (size_t i = 0; i < w->naive->nranges; i++) {
        struct addr at = w->naive->ranges[i].first;
        struct addr last = naivemap_range_last(w->naive, i);
        if (w->naive->ranges[i].place == NAIVEMAP_BLOCK) {
            continue;
        }
        for (bool more = true; more;) {
            struct prefix network = prove_network(&at, &last);
            struct addr end = naivemap_last(&network);
            w->counts->networks++;
            at = naivemap_after(&end);
            more = naivemap_compare(&end, &last) < 0;
        }
    }
}

/* The decision of all of IPv4; NULL = there are several. */
static const struct naivetaste *whole_v4(const struct prove *prove, uint32_t name)
{
    const struct naivemap *map = naive_map(prove->naive);
    const struct naivetaste *first =
        naive_decision(prove->naive, name, map->v4.ranges[0].place, NULL);
    for (size_t i = 1; i < map->v4.nranges; i++) {
        if (naive_decision(prove->naive, name, map->v4.ranges[i].place, NULL) != first) {
            return NULL;
        }
    }
    return first;
}

/* Every scope of a name holds places of one naive decision. */
static void check_decisions(struct walk *w, uint32_t name)
{
    const struct naivetaste *inside = whole_v4(w->prove, name);
    const struct naivetaste *here = NULL;
    struct addr end = {.family = FAMILY_NONE};
    for (size_t i = 0; i < w->naive->nranges; i++) {
        const struct naivemap_range *range = &w->naive->ranges[i];
        bool is_block = range->place == NAIVEMAP_BLOCK;
        const struct naivetaste *taste =
            is_block ? inside : naive_decision(w->prove->naive, name, range->place, NULL);
        bool begins = i == 0 || naivemap_compare(&end, &range->first) < 0;
        if (begins) {
            struct map_hit hit;
            find(w, name, &range->first, &hit);
            struct prefix leaf = prefix_of(&range->first, hit.scope_bits);
            end = naivemap_last(&leaf);
            here = taste;
        } else if (taste != here || taste == NULL) {
            struct prefix client = host(&range->first);
            refute(w, &w->out->scope, &client, name, "the scope of the network before",
                   "a scope of its own: it is decided otherwise");
        }
        /* of a range that is longer than the scope: the scope that holds its end */
        struct addr last = naivemap_range_last(w->naive, i);
        if (!is_block && naivemap_compare(&end, &last) < 0) {
            struct map_hit hit;
            find(w, name, &last, &hit);
            struct prefix leaf = prefix_of(&last, hit.scope_bits);
            end = naivemap_last(&leaf);
        }
    }
}

static void walk_family(const struct prove *prove, enum family family, struct provespace *out)
{
    const struct naivemap *map = naive_map(prove->naive);
    struct walk w = {.prove = prove,
                     .naive = family == FAMILY_IPV4 ? &map->v4 : &map->v6,
                     .counts = family == FAMILY_IPV4 ? &out->v4 : &out->v6,
                     .out = out};
    walk_naive(&w);
    walk_compiled(&w, family);
    for (uint32_t name = 0; name < prove->policy->nnames; name++) {
        if (prove->twins[name] == name) {
            check_decisions(&w, name);
        }
    }
}

void provespace_walk(const struct prove *prove, struct provespace *out)
{
    *out = (struct provespace){.space = {.what = NULL}};
    walk_family(prove, FAMILY_IPV4, out);
    walk_family(prove, FAMILY_IPV6, out);
}
