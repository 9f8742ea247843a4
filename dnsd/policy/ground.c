/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/ground.h"

#include "base/hash.h"
#include "base/must.h"
#include "policy/spotset.h"

#include <stdlib.h>
#include <string.h>

enum layer { LAYER_COUNTRY, LAYER_ASN, LAYER_ANONYMOUS, LAYERS };

enum { KNOWN_SIZE = 4096, CHUNK = 16 * 1024 };

/* A combination of numbers that was seen before. The table forgets where two share a place. */
struct known {
    uint32_t numbers[LAYERS];
    uint32_t spot; /* number + 1; 0 = the place is empty */
};

struct making {
    struct ground *ground;
    struct arena *arena;
    struct spotset places; /* of LAYER_COUNTRY */
    struct spotset asns;   /* of LAYER_ASN: spots with nothing but an AS */
    struct spotset spots;
    struct known known[KNOWN_SIZE];
};

static uint32_t classify_country(const struct place *place, void *arg)
{
    struct making *m = arg;
    struct spot spot = {.asn = 0};
    memcpy(spot.country, place->country, sizeof(spot.country));
    if (named_splits(&m->ground->named, place->country)) {
        memcpy(spot.subdivisions, place->subdivisions, sizeof(spot.subdivisions));
    }
    return spotset_add(&m->places, &spot);
}

static uint32_t classify_asn(const struct place *place, void *arg)
{
    struct making *m = arg;
    bool named = named_has_asn(&m->ground->named, place->asn);
    const struct spot spot = {.asn = named ? place->asn : 0};
    return spotset_add(&m->asns, &spot);
}

/* Whether users are somewhere else than the network. */
static uint32_t classify_anonymous(const struct place *place, void *arg)
{
    (void)arg;
    return place->is_anonymous;
}

/* The spot of a combination; most come again and again. */
static uint32_t spot_of(struct making *m, const uint32_t numbers[LAYERS])
{
    uint64_t hash = hash_mix(numbers[LAYER_COUNTRY], numbers[LAYER_ASN]);
    struct known *known = &m->known[(hash ^ numbers[LAYER_COUNTRY]) % KNOWN_SIZE];
    if (known->spot == 0 || memcmp(known->numbers, numbers, sizeof(known->numbers)) != 0) {
        struct spot spot = m->places.spots[numbers[LAYER_COUNTRY]];
        spot.asn = m->asns.count == 0 ? 0 : m->asns.spots[numbers[LAYER_ASN]].asn;
        if (numbers[LAYER_ANONYMOUS] != 0) {
            memset(spot.country, 0, sizeof(spot.country));
            memset(spot.subdivisions, 0, sizeof(spot.subdivisions));
        }
        memcpy(known->numbers, numbers, sizeof(known->numbers));
        known->spot = spotset_add(&m->spots, &spot) + 1;
    }
    return known->spot - 1;
}

/* Move on to the next place where a layer changes; false at the end of the family. */
static bool advance(const struct map_ranges layers[LAYERS], size_t at[LAYERS],
                    struct map_address *start)
{
    const struct map_start *next = NULL;
    for (int i = 0; i < LAYERS; i++) {
        if (at[i] + 1 >= layers[i].count) { /* an empty layer has no `at` to add to */
            continue;
        }
        const struct map_start *here = &layers[i].at[at[i] + 1];
        next = next == NULL || map_build_before(here->start, next->start) ? here : next;
    }
    if (next == NULL) {
        return false;
    }
    *start = next->start;
    for (int i = 0; i < LAYERS; i++) {
        bool changes =
            at[i] + 1 < layers[i].count && !map_build_before(*start, layers[i].at[at[i] + 1].start);
        at[i] += changes;
    }
    return true;
}

/* Lay the layers of one family over each other: a new range wherever one of them changes. */
static void merge(struct making *m, const struct map_ranges layers[LAYERS], struct map_ranges *out)
{
    size_t at[LAYERS] = {0};
    struct map_address start = {0};
    do {
        uint32_t numbers[LAYERS];
        for (int i = 0; i < LAYERS; i++) {
            numbers[i] = layers[i].count == 0 ? 0 : layers[i].at[at[i]].value;
        }
        map_build_append(out, start, spot_of(m, numbers));
    } while (advance(layers, at, &start));
}

static void pack4(struct ground *ground, const struct map_ranges *from)
{
    ground->nv4 = from->count;
    ground->v4 = must(malloc(from->count * sizeof(*ground->v4)));
    for (size_t i = 0; i < from->count; i++) {
        ground->v4[i] = (struct ground_range4){(uint32_t)from->at[i].start.low, from->at[i].value};
    }
}

static void pack6(struct ground *ground, const struct map_ranges *from)
{
    size_t nlows = 0;
    for (size_t i = 0; i < from->count; i++) {
        nlows += from->at[i].start.low != 0;
    }
    ground->nv6 = from->count;
    ground->v6 = must(malloc(from->count * sizeof(*ground->v6)));
    ground->lows = must(malloc((nlows + 1) * sizeof(*ground->lows)));
    nlows = 0;
    for (size_t i = 0; i < from->count; i++) {
        const struct map_start *range = &from->at[i];
        ground->v6[i] = (struct ground_range6){.high = range->start.high, .value = range->value};
        if (range->start.low != 0) {
            ground->lows[nlows++] = range->start.low;
            ground->v6[i].low = (uint32_t)nlows;
        }
    }
}

static void pack(struct making *m, struct map_ranges v4[LAYERS], struct map_ranges v6[LAYERS])
{
    struct map_ranges out = {0};
    merge(m, v4, &out);
    pack4(m->ground, &out);
    map_build_free(&out);
    for (int i = 0; i < LAYERS; i++) {
        map_build_free(&v4[i]);
    }
    merge(m, v6, &out);
    pack6(m->ground, &out);
    map_build_free(&out);
    m->ground->spots = m->spots.spots;
    m->ground->nspots = m->spots.count;
}

bool ground_make(struct database *country, struct database *asn, struct database *anonymous,
                 const struct policy *policy, struct ground *out, struct errs *errs)
{
    struct arena *arena = arena_new(CHUNK);
    struct making *m = arena_alloc(arena, sizeof(*m));
    struct map_ranges v4[LAYERS] = {{0}};
    struct map_ranges v6[LAYERS] = {{0}};
    *out = (struct ground){.arena = arena};
    named_list(policy, arena, &out->named);
    m->ground = out;
    m->places.arena = m->asns.arena = m->spots.arena = arena;
    bool ok = database_compile(country, classify_country, m, &v4[LAYER_COUNTRY], &v6[LAYER_COUNTRY],
                               errs);
    ok = ok && (asn == NULL ||
                database_compile(asn, classify_asn, m, &v4[LAYER_ASN], &v6[LAYER_ASN], errs));
    ok = ok &&
         (anonymous == NULL || database_compile(anonymous, classify_anonymous, m,
                                                &v4[LAYER_ANONYMOUS], &v6[LAYER_ANONYMOUS], errs));
    if (ok) {
        pack(m, v4, v6);
    }
    for (int i = 0; i < LAYERS; i++) {
        map_build_free(&v4[i]);
        map_build_free(&v6[i]);
    }
    if (!ok) {
        ground_done(out);
    }
    return ok;
}

void ground_done(struct ground *ground)
{
    free(ground->v4);
    free(ground->v6);
    free(ground->lows);
    arena_free(ground->arena);
    *ground = (struct ground){.arena = NULL};
}
