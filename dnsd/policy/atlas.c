/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/atlas.h"

#include "base/hash.h"
#include "policy/law.h"
#include "policy/overlay.h"

#include <stdlib.h>
#include <string.h>

/* The layers that are laid over each other: each a number per address. */
enum layer { LAYER_COUNTRY, LAYER_ASN, LAYER_CORRECTION, LAYER_NETS, LAYERS };

/* Sets of own networks: set n > 0 is set `outer` and one more network. */
struct net_set {
    uint32_t outer;
    uint32_t net;
};

/* A combination of numbers that was seen before. The table forgets where two share a place. */
struct known {
    uint32_t numbers[LAYERS];
    uint32_t spot; /* index + 1; 0 = the place is empty */
};

enum { KNOWN_SIZE = 16384 };

struct making {
    const struct policy *policy;
    struct arena *arena;
    struct atlas *atlas;
    struct spot *places; /* of LAYER_COUNTRY: country and subdivisions by number */
    size_t nplaces;
    size_t places_room;
    uint32_t *asns; /* of LAYER_ASN: AS by number; 0 = none that is named */
    size_t nasns;
    size_t asns_room;
    struct net_set *sets;
    size_t nsets;
    size_t sets_room;
    size_t spots_room;
    struct known known[KNOWN_SIZE]; /* spots by the numbers of the layers, as they were seen */
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
    if (policy->anonymous_path != NULL) {
        return err_add(errs, policy->data_at,
                       "data.anonymous is not read yet; take the line out, and list networks "
                       "without a place under networks");
    }
    out->country = database_open(paths, policy->ncountry_paths, policy->data_at, errs);
    if (policy->asn_path != NULL) {
        paths[0] = full_path(policy->arena, dir, policy->asn_path);
        out->asn = database_open(paths, 1, policy->asn_at, errs);
    }
    return out->country != NULL && (policy->asn_path == NULL || out->asn != NULL);
}

void atlas_close(struct atlas_data *data)
{
    database_close(data->country);
    database_close(data->asn);
    *data = (struct atlas_data){.country = NULL};
}

static bool terms_name(const struct policy_terms *terms, enum term_kind kind, const char *country,
                       uint32_t number)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        if (term->kind == kind &&
            (kind == TERM_ASN ? term->number == number : memcmp(term->code, country, 2) == 0)) {
            return true;
        }
    }
    return false;
}

static bool who_names(const struct policy_who *who, enum term_kind kind, const char *country,
                      uint32_t number)
{
    return terms_name(&who->any_of, kind, country, number) ||
           terms_name(&who->all_of, kind, country, number) ||
           terms_name(&who->none_of, kind, country, number);
}

/* Whether people are told apart by a subdivision of the country, or by the AS. */
static bool is_named(const struct policy *policy, enum term_kind kind, const char *country,
                     uint32_t number)
{
    for (size_t i = 0; i < policy->ngroups; i++) {
        if (who_names(&policy->groups[i].who, kind, country, number)) {
            return true;
        }
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        if (who_names(&policy->rules[i].who, kind, country, number)) {
            return true;
        }
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            if (who_names(&policy->routes[i].entries[e].who, kind, country, number)) {
                return true;
            }
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        if (terms_name(&policy->expects[i].from, kind, country, number)) {
            return true;
        }
    }
    return false;
}

static uint32_t classify_country(const struct place *place, void *arg)
{
    struct making *m = arg;
    struct spot spot = {.asn = 0};
    memcpy(spot.country, place->country, sizeof(spot.country));
    if (place->country[0] != '\0' && is_named(m->policy, TERM_SUBDIVISION, place->country, 0)) {
        memcpy(spot.subdivisions, place->subdivisions, sizeof(spot.subdivisions));
    }
    for (size_t i = 0; i < m->nplaces; i++) {
        if (spot_equal(&m->places[i], &spot)) {
            return (uint32_t)i;
        }
    }
    m->places = arena_grow(m->arena, m->places, m->nplaces, &m->places_room, sizeof(spot));
    m->places[m->nplaces] = spot;
    return (uint32_t)m->nplaces++;
}

static uint32_t classify_asn(const struct place *place, void *arg)
{
    struct making *m = arg;
    uint32_t asn = place->asn;
    if (asn != 0 && !is_named(m->policy, TERM_ASN, "", asn)) {
        asn = 0;
    }
    for (size_t i = 0; i < m->nasns; i++) {
        if (m->asns[i] == asn) {
            return (uint32_t)i;
        }
    }
    m->asns = arena_grow(m->arena, m->asns, m->nasns, &m->asns_room, sizeof(*m->asns));
    m->asns[m->nasns] = asn;
    return (uint32_t)m->nasns++;
}

/* A correction stands for itself, whatever it lies in. */
static uint32_t correction_value(uint32_t index, uint32_t outer, void *arg)
{
    (void)outer;
    (void)arg;
    return index + 1;
}

static uint32_t net_set_value(uint32_t index, uint32_t outer, void *arg)
{
    struct making *m = arg;
    m->sets = arena_grow(m->arena, m->sets, m->nsets, &m->sets_room, sizeof(*m->sets));
    m->sets[m->nsets++] = (struct net_set){.outer = outer, .net = index};
    return (uint32_t)m->nsets;
}

static int compare_nets(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The networks of a set, ascending. */
static void list_nets(struct making *m, uint32_t set, struct spot *spot)
{
    size_t count = 0;
    for (uint32_t at = set; at != 0; at = m->sets[at - 1].outer) {
        count++;
    }
    uint32_t *nets = arena_alloc(m->arena, (count + 1) * sizeof(*nets));
    spot->nets = nets;
    for (uint32_t at = set; at != 0; at = m->sets[at - 1].outer) {
        nets[spot->nnets++] = m->sets[at - 1].net;
    }
    qsort(nets, spot->nnets, sizeof(*nets), compare_nets);
}

static uint32_t add_spot(struct making *m, const uint32_t numbers[LAYERS])
{
    struct spot spot = m->places[numbers[LAYER_COUNTRY]];
    if (numbers[LAYER_CORRECTION] != 0) {
        const struct policy_network *correction =
            &m->policy->networks[numbers[LAYER_CORRECTION] - 1];
        memcpy(spot.country, correction->country, sizeof(spot.country));
        memset(spot.subdivisions, 0, sizeof(spot.subdivisions));
    }
    spot.asn = m->nasns == 0 ? 0 : m->asns[numbers[LAYER_ASN]];
    list_nets(m, numbers[LAYER_NETS], &spot);
    struct atlas *atlas = m->atlas;
    for (size_t i = 0; i < atlas->nspots; i++) {
        if (spot_equal(&atlas->spots[i], &spot)) {
            return (uint32_t)i;
        }
    }
    atlas->spots = arena_grow(m->arena, atlas->spots, atlas->nspots, &m->spots_room, sizeof(spot));
    atlas->spots[atlas->nspots] = spot;
    return (uint32_t)atlas->nspots++;
}

/* The spot of a combination; most come again and again. */
static uint32_t spot_of(struct making *m, const uint32_t numbers[LAYERS])
{
    uint64_t hash = hash_octets(0, numbers, LAYERS * sizeof(*numbers));
    struct known *known = &m->known[hash % KNOWN_SIZE];
    if (known->spot == 0 || memcmp(known->numbers, numbers, sizeof(known->numbers)) != 0) {
        memcpy(known->numbers, numbers, sizeof(known->numbers));
        known->spot = add_spot(m, numbers) + 1;
    }
    return known->spot - 1;
}

/* Move on to the next place where a layer changes; false at the end of the family. */
static bool advance(const struct map_ranges layers[LAYERS], size_t at[LAYERS],
                    struct map_address *start)
{
    const struct map_start *next = NULL;
    for (int i = 0; i < LAYERS; i++) {
        const struct map_start *here = &layers[i].at[at[i] + 1];
        if (at[i] + 1 < layers[i].count &&
            (next == NULL || map_build_before(here->start, next->start))) {
            next = here;
        }
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

/* The corrections that hold at a time, and all own networks, as layers of one family. */
static void flatten(struct making *m, int64_t time_s, enum family family,
                    struct map_ranges layers[LAYERS])
{
    const struct policy *policy = m->policy;
    size_t most = policy->nnetworks > policy->nprefixes ? policy->nnetworks : policy->nprefixes;
    struct overlay_net *nets = arena_alloc(m->arena, (most + 1) * sizeof(*nets));
    size_t count = 0;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        if (law_is_open(&policy->networks[i].window, time_s)) {
            nets[count++] =
                (struct overlay_net){.prefix = policy->networks[i].prefix, .index = (uint32_t)i};
        }
    }
    overlay_flatten(nets, count, family, correction_value, m, &layers[LAYER_CORRECTION]);
    for (size_t i = 0; i < policy->nprefixes; i++) {
        nets[i] = (struct overlay_net){.prefix = policy->prefixes[i], .index = (uint32_t)i};
    }
    overlay_flatten(nets, policy->nprefixes, family, net_set_value, m, &layers[LAYER_NETS]);
}

bool atlas_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                struct arena *arena, struct atlas *out, struct errs *errs)
{
    struct making *m = arena_alloc(arena, sizeof(*m));
    struct map_ranges v4[LAYERS] = {{0}};
    struct map_ranges v6[LAYERS] = {{0}};
    *out = (struct atlas){.nspots = 0};
    m->policy = policy;
    m->arena = arena;
    m->atlas = out;
    bool ok = database_compile(data->country, classify_country, m, &v4[LAYER_COUNTRY],
                               &v6[LAYER_COUNTRY], errs);
    ok = ok && (data->asn == NULL ||
                database_compile(data->asn, classify_asn, m, &v4[LAYER_ASN], &v6[LAYER_ASN], errs));
    if (ok) {
        flatten(m, time_s, FAMILY_IPV4, v4);
        flatten(m, time_s, FAMILY_IPV6, v6);
        merge(m, v4, &out->v4);
        merge(m, v6, &out->v6);
    }
    for (int i = 0; i < LAYERS; i++) {
        map_build_free(&v4[i]);
        map_build_free(&v6[i]);
    }
    return ok;
}

void atlas_done(struct atlas *atlas)
{
    map_build_free(&atlas->v4);
    map_build_free(&atlas->v6);
}
