/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/judge.h"

#include <string.h>

/* The places of a network while they are collected. */
struct places {
    uint32_t *list;
    size_t count;
    bool *seen; /* by spot */
};

static void add_place(struct places *places, uint32_t spot)
{
    if (!places->seen[spot]) {
        places->seen[spot] = true;
        places->list[places->count++] = spot;
    }
}

static void add_range(struct places *places, const struct map_ranges *ranges,
                      struct map_address first, struct map_address last)
{
    for (size_t i = map_build_find(ranges, first);
         i < ranges->count && !map_build_before(last, ranges->at[i].start); i++) {
        add_place(places, ranges->at[i].value);
    }
}

/* The places of an IPv6 network: those of IPv4 where it holds a block that carries IPv4. */
static void add_v6(struct places *places, const struct atlas *atlas, const struct prefix *client)
{
    struct map_address at = map_build_address(&client->addr);
    struct map_address last = map_build_last(client);
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        const struct prefix *block = &addr_v4_blocks[i];
        if (!prefix_covers(client, block)) {
            continue;
        }
        struct map_address start = map_build_address(&block->addr);
        if (map_build_before(at, start)) {
            add_range(places, &atlas->v6, at, map_build_previous(start));
        }
        for (size_t r = 0; r < atlas->v4.count; r++) {
            add_place(places, atlas->v4.at[r].value);
        }
        at = map_build_next(map_build_last(block));
    }
    add_range(places, &atlas->v6, at, last);
}

static void collect(const struct atlas *atlas, const struct prefix *client, struct arena *arena,
                    struct judgement *out)
{
    struct places places = {.list = arena_alloc(arena, (atlas->nspots + 1) * sizeof(*places.list)),
                            .seen = arena_alloc(arena, (atlas->nspots + 1) * sizeof(*places.seen))};
    struct prefix inside = *client;
    prefix_unmap(client, &inside);
    if (inside.addr.family == FAMILY_IPV4) {
        add_range(&places, &atlas->v4, map_build_address(&inside.addr), map_build_last(&inside));
    } else {
        add_v6(&places, atlas, &inside);
    }
    out->spots = places.list;
    out->nspots = places.count;
}

/* Own networks hold a client by where it lies: places of its may stand for others alike. */
static void put_nets(const struct atlas *atlas, const struct prefix *client, struct spot *spot)
{
    struct prefix inside = *client;
    prefix_unmap(client, &inside);
    uint32_t set = ownnets_of(&atlas->own, &inside);
    spot->nets = set == 0 ? NULL : atlas->own.sets[set - 1].nets;
    spot->nnets = set == 0 ? 0 : atlas->own.sets[set - 1].nnets;
}

void judge_network(const struct law_case *ask, const struct atlas *atlas,
                   const struct prefix *client, struct arena *arena, struct judgement *out)
{
    *out = (struct judgement){.clear = true, .eligible = law_everyone(ask->policy)};
    collect(atlas, client, arena, out);
    out->spot = atlas->spots[out->spots[0]];
    for (size_t i = 0; i < out->nspots; i++) {
        const struct spot *spot = &atlas->spots[out->spots[i]];
        struct decision decision;
        uint64_t eligible = law_eligible(ask, spot);
        out->eligible &= eligible;
        decision_make(ask, spot, eligible, arena, &decision);
        if (i == 0) {
            out->decision = decision;
            continue;
        }
        out->clear = out->clear && decision_equal(&decision, &out->decision);
        uint32_t *nets = arena_alloc(arena, (out->spot.nnets + 1) * sizeof(*nets));
        struct spot common;
        spot_common(&out->spot, spot, nets, &common);
        out->spot = common;
    }
    put_nets(atlas, client, &out->spot);
    if (!out->clear) {
        decision_make(ask, &out->spot, out->eligible, arena, &out->decision);
    }
}
