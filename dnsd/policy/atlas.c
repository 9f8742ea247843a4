/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/atlas.h"

#include "base/hash.h"
#include "base/must.h"
#include "policy/ground.h"
#include "policy/law.h"
#include "policy/overlay.h"
#include "policy/spotset.h"

#include <stdlib.h>
#include <string.h>

/* What is laid over each other: each a number per address. */
enum layer { LAYER_GROUND, LAYER_CORRECTION, LAYER_NETS, LAYERS };

/* A combination of numbers that was seen before. The table forgets where two share a place. */
struct known {
    uint32_t numbers[LAYERS];
    uint32_t spot; /* number + 1; 0 = the place is empty */
};

enum { KNOWN_SIZE = 16384, CHUNK = 64 * 1024 };

enum { CORRECTED_UNKNOWN = 1, CORRECTED_FIRST }; /* numbers of corrections; 0 = none */

struct making {
    const struct policy *policy;
    const struct ground *ground;
    struct atlas *atlas;
    struct spotset spots;
    struct atlas_range *first; /* by spot */
    size_t first_room;
    uint32_t *plain; /* by spot of the ground: its number + 1 where nothing lies over it */
    struct known known[KNOWN_SIZE]; /* spots by the numbers of the layers, as they were seen */
};

/* One family while its layers are merged. */
struct merging {
    struct making *m;
    enum family family;
    const struct map_ranges *corrections;
    const struct map_ranges *nets;
    size_t at[LAYERS];
    struct map_address edges[2 * ADDR_V4_BLOCKS]; /* where blocks that carry IPv4 begin and end */
    size_t nedges;                                /* 0 of IPv4 */
    size_t edge;                                  /* the next one; odd: inside a block */
    struct map_ranges *out;
};

static const char *full_path(struct arena *arena, const char *dir, const char *path)
{
    return path[0] == '/' || dir == NULL ? path : arena_printf(arena, "%s/%s", dir, path);
}

bool atlas_open(const struct policy *policy, const char *dir, struct atlas_data *out,
                struct errs *errs)
{
    const char *paths[2];
    *out = (struct atlas_data){.country = NULL};
    for (size_t i = 0; i < policy->ncountry_paths; i++) {
        paths[i] = full_path(policy->arena, dir, policy->country_paths[i]);
    }
    out->country = database_open(paths, policy->ncountry_paths, policy->data_at, errs);
    if (policy->asn_path != NULL) {
        paths[0] = full_path(policy->arena, dir, policy->asn_path);
        out->asn = database_open(paths, 1, policy->asn_at, errs);
    }
    if (policy->anonymous_path != NULL) {
        paths[0] = full_path(policy->arena, dir, policy->anonymous_path);
        out->anonymous = database_open(paths, 1, policy->data_at, errs);
    }
    out->ground = must(calloc(1, sizeof(*out->ground)));
    return out->country != NULL && (policy->asn_path == NULL || out->asn != NULL) &&
           (policy->anonymous_path == NULL || out->anonymous != NULL);
}

void atlas_close(struct atlas_data *data)
{
    if (data->ground != NULL) {
        ground_done(data->ground);
        free(data->ground);
    }
    database_close(data->country);
    database_close(data->asn);
    database_close(data->anonymous);
    *data = (struct atlas_data){.country = NULL};
}

/* A correction stands for its country, whatever it lies in. */
static uint32_t correction_value(uint32_t index, uint32_t outer, void *arg)
{
    const struct policy *policy = arg;
    const char *country = policy->networks[index].country;
    (void)outer;
    return country[0] == '\0' ? CORRECTED_UNKNOWN
                              : (uint32_t)(CORRECTED_FIRST + (country[0] << 8) + country[1]);
}

static uint32_t add_spot(struct merging *g, const uint32_t numbers[LAYERS])
{
    struct making *m = g->m;
    struct spot spot = m->ground->spots[numbers[LAYER_GROUND]];
    uint32_t correction = numbers[LAYER_CORRECTION];
    if (correction != 0) {
        uint32_t code = correction - CORRECTED_FIRST;
        memset(spot.country, 0, sizeof(spot.country));
        memset(spot.subdivisions, 0, sizeof(spot.subdivisions));
        if (correction != CORRECTED_UNKNOWN) {
            spot.country[0] = (char)(code >> 8);
            spot.country[1] = (char)(code & 0xff);
        }
    }
    if (numbers[LAYER_NETS] != 0) {
        const struct ownnets_set *set = &m->atlas->own.sets[numbers[LAYER_NETS] - 1];
        spot.nets = set->nets;
        spot.nnets = set->nnets;
    }
    return spotset_add(&m->spots, &spot);
}

/* The spot of a combination; most come again and again. */
static uint32_t spot_of(struct merging *g, const uint32_t numbers[LAYERS])
{
    uint64_t hash = hash_octets(0, numbers, LAYERS * sizeof(*numbers));
    struct known *known = &g->m->known[hash % KNOWN_SIZE];
    if (known->spot == 0 || memcmp(known->numbers, numbers, sizeof(known->numbers)) != 0) {
        memcpy(known->numbers, numbers, sizeof(known->numbers));
        known->spot = add_spot(g, numbers) + 1;
    }
    return known->spot - 1;
}

/* The next place where a layer changes; false at the end of the family. */
static bool next_start(const struct merging *g, struct map_address *out)
{
    const struct map_ranges *over[] = {g->corrections, g->nets};
    bool more = g->at[LAYER_GROUND] + 1 < ground_count(g->m->ground, g->family);
    struct map_address next = {0};
    if (more) {
        next = ground_at(g->m->ground, g->family, g->at[LAYER_GROUND] + 1).start;
    }
    for (int i = 0; i < 2; i++) {
        size_t after = g->at[LAYER_CORRECTION + i] + 1;
        if (after < over[i]->count && (!more || map_build_before(over[i]->at[after].start, next))) {
            next = over[i]->at[after].start;
            more = true;
        }
    }
    if (g->edge < g->nedges && (!more || map_build_before(g->edges[g->edge], next))) {
        next = g->edges[g->edge];
        more = true;
    }
    *out = next;
    return more;
}

/* Move every layer on that changes at an address. */
static void advance(struct merging *g, struct map_address start)
{
    const struct map_ranges *over[] = {g->corrections, g->nets};
    size_t after = g->at[LAYER_GROUND] + 1;
    if (after < ground_count(g->m->ground, g->family) &&
        !map_build_before(start, ground_at(g->m->ground, g->family, after).start)) {
        g->at[LAYER_GROUND]++;
    }
    for (int i = 0; i < 2; i++) {
        after = g->at[LAYER_CORRECTION + i] + 1;
        if (after < over[i]->count && !map_build_before(start, over[i]->at[after].start)) {
            g->at[LAYER_CORRECTION + i]++;
        }
    }
    g->edge += g->edge < g->nedges && !map_build_before(start, g->edges[g->edge]);
}

static void append(struct merging *g, struct map_address start, uint32_t spot)
{
    struct making *m = g->m;
    map_build_append(g->out, start, spot);
    if (spot == m->atlas->nspots) {
        struct arena *arena = m->atlas->arena;
        m->first = arena_grow(arena, m->first, spot, &m->first_room, sizeof(*m->first));
        m->first[spot] = (struct atlas_range){.family = g->family, .index = g->out->count - 1};
        m->atlas->nspots++;
    }
}

static uint32_t spot_here(struct merging *g)
{
    uint32_t set = g->nets->at[g->at[LAYER_NETS]].value;
    uint32_t numbers[LAYERS] = {
        [LAYER_GROUND] = ground_at(g->m->ground, g->family, g->at[LAYER_GROUND]).value,
        [LAYER_CORRECTION] = g->corrections->at[g->at[LAYER_CORRECTION]].value,
        [LAYER_NETS] = set == 0 ? 0 : g->m->atlas->own.sets[set - 1].alike};
    return spot_of(g, numbers);
}

/* Where a layer over the ground changes next, or a block does; else the last address. */
static struct map_address plain_until(const struct merging *g)
{
    const struct map_ranges *over[] = {g->corrections, g->nets};
    struct map_address until = {UINT64_MAX, UINT64_MAX};
    for (int i = 0; i < 2; i++) {
        size_t after = g->at[LAYER_CORRECTION + i] + 1;
        if (after < over[i]->count && map_build_before(over[i]->at[after].start, until)) {
            until = over[i]->at[after].start;
        }
    }
    if (g->edge < g->nedges && map_build_before(g->edges[g->edge], until)) {
        until = g->edges[g->edge];
    }
    return until;
}

/*
 * Take the ranges of the ground over which nothing lies as they are; the last one begins at
 * `start`. Of a million ranges these are nearly all.
 */
static void take_plain(struct merging *g, struct map_address *start)
{
    const struct ground *ground = g->m->ground;
    struct map_address until = plain_until(g);
    bool plain = g->corrections->at[g->at[LAYER_CORRECTION]].value == 0 &&
                 g->nets->at[g->at[LAYER_NETS]].value == 0;
    size_t count = plain ? ground_count(ground, g->family) : 0;
    for (size_t i = g->at[LAYER_GROUND] + 1; i < count; i++) {
        struct map_start range = ground_at(ground, g->family, i);
        if (!map_build_before(range.start, until)) {
            return;
        }
        uint32_t *known = &g->m->plain[range.value]; /* number + 1 */
        if (*known == 0) {
            *known = spot_of(g, (uint32_t[LAYERS]){[LAYER_GROUND] = range.value}) + 1;
        }
        append(g, range.start, *known - 1);
        g->at[LAYER_GROUND] = i;
        *start = range.start;
    }
}

/*
 * Lay the layers of one family over each other: a new range wherever one of them changes. A block
 * that carries IPv4 goes on as what is before it: no address is at what IPv6 says there, and a
 * place that nobody is at must not be judged.
 */
static void merge(struct merging *g)
{
    struct map_address start = {0};
    bool more;
    do {
        if (g->edge % 2 == 0) {
            append(g, start, spot_here(g));
            take_plain(g, &start);
        }
        more = next_start(g, &start);
        advance(g, start);
    } while (more);
}

/* The corrections that hold at a time, as a layer of one family. */
static void flatten(const struct policy *policy, int64_t time_s, enum family family,
                    struct map_ranges *out)
{
    struct overlay_net *nets = must(malloc((policy->nnetworks + 1) * sizeof(*nets)));
    size_t count = 0;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        if (law_is_open(&policy->networks[i].window, time_s)) {
            nets[count++] =
                (struct overlay_net){.prefix = policy->networks[i].prefix, .index = (uint32_t)i};
        }
    }
    overlay_flatten(nets, count, family, correction_value, (void *)policy, out);
    free(nets);
}

static void lay_family(struct making *m, int64_t time_s, enum family family)
{
    struct map_ranges corrections = {0};
    bool v4 = family == FAMILY_IPV4;
    struct merging g = {.m = m,
                        .family = family,
                        .corrections = &corrections,
                        .nets = v4 ? &m->atlas->own.v4 : &m->atlas->own.v6,
                        .out = v4 ? &m->atlas->v4 : &m->atlas->v6};
    for (size_t i = 0; i < ADDR_V4_BLOCKS && !v4; i++) {
        g.edges[g.nedges++] = map_build_address(&addr_v4_blocks[i].addr);
        g.edges[g.nedges++] = map_build_next(map_build_last(&addr_v4_blocks[i]));
    }
    flatten(m->policy, time_s, family, &corrections);
    merge(&g);
    map_build_free(&corrections);
}

static void lay_out(const struct policy *policy, const struct ground *ground, int64_t time_s,
                    struct atlas *out)
{
    *out = (struct atlas){.arena = arena_new(CHUNK)};
    struct making *m = must(calloc(1, sizeof(*m)));
    m->policy = policy;
    m->ground = ground;
    m->atlas = out;
    m->spots.arena = out->arena;
    m->plain = must(calloc(ground->nspots + 1, sizeof(*m->plain)));
    ownnets_make(policy, out->arena, &out->own);
    lay_family(m, time_s, FAMILY_IPV4);
    lay_family(m, time_s, FAMILY_IPV6);
    out->spots = m->spots.spots;
    out->first = m->first;
    free(m->plain);
    free(m);
}

/* The ground that is kept with the data, made anew where it tells other places apart. */
static bool find_ground(const struct policy *policy, const struct atlas_data *data,
                        struct ground *kept, struct arena *arena, struct errs *errs)
{
    struct named named;
    named_list(policy, arena, &named);
    if (kept->arena != NULL && named_equal(&kept->named, &named)) {
        return true;
    }
    if (kept->arena != NULL) {
        ground_done(kept);
    }
    return ground_make(data->country, data->asn, data->anonymous, policy, kept, errs);
}

bool atlas_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                struct arena *arena, struct atlas *out, struct errs *errs)
{
    struct ground own = {.arena = NULL};
    struct ground *ground = data->ground == NULL ? &own : data->ground;
    *out = (struct atlas){.nspots = 0};
    bool ok = find_ground(policy, data, ground, arena, errs);
    if (ok) {
        lay_out(policy, ground, time_s, out);
    }
    if (own.arena != NULL) {
        ground_done(&own);
    }
    return ok;
}

void atlas_forget(const struct atlas_data *data)
{
    if (data->ground != NULL) {
        ground_done(data->ground);
    }
}

void atlas_done(struct atlas *atlas)
{
    map_build_free(&atlas->v4);
    map_build_free(&atlas->v6);
    ownnets_done(&atlas->own);
    arena_free(atlas->arena);
    *atlas = (struct atlas){.nspots = 0};
}

struct prefix atlas_start(const struct atlas *atlas, struct atlas_range range)
{
    bool v4 = range.family == FAMILY_IPV4;
    struct map_address start = (v4 ? &atlas->v4 : &atlas->v6)->at[range.index].start;
    struct prefix prefix = {.addr = {.family = (uint8_t)range.family},
                            .bits = (uint8_t)family_bits((uint8_t)range.family)};
    for (unsigned b = 0; b < 8; b++) {
        if (!v4) {
            prefix.addr.octets[b] = (uint8_t)(start.high >> (56 - 8 * b));
            prefix.addr.octets[8 + b] = (uint8_t)(start.low >> (56 - 8 * b));
        } else if (b < 4) {
            prefix.addr.octets[b] = (uint8_t)(start.low >> (24 - 8 * b));
        }
    }
    return prefix;
}
