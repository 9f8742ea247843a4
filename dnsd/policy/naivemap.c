/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivemap.h"

#include "base/attr.h"
#include "base/must.h"
#include "policy/naivelaw.h"
#include "policy/naivenames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A network of the policy: a correction, or an own network. */
struct net {
    struct prefix prefix;
    struct addr last;
    bool is_correction;
    uint32_t index; /* policy.networks, or policy.prefixes */
};

/* Networks that hold one address lie in one another: at most two of each length. */
enum { HERE_MAX = 2 * 129, KEY_SIZE = 64 + 11 * HERE_MAX };

struct walk {
    struct naivemap *map;
    const struct atlas_data *data;
    struct naivenames names;
    struct naivemap_family *family;
    struct net *nets; /* of one family, by first address */
    size_t nnets;
    size_t next;                      /* those before it were met */
    const struct net *here[HERE_MAX]; /* those that hold the address */
    size_t nhere;
    struct addr at;
    struct addr end; /* the last address of this step */
    struct errs *errs;
};

/* IPv6 that is decided in another way: what carries IPv4, IPv4's place in the file, and Teredo. */
static const struct prefix no_entry[] = {
    {.addr = {.family = FAMILY_IPV6}, .bits = 96},
    {.addr = {.octets = {0x20, 0x01}, .family = FAMILY_IPV6}, .bits = 32},
};

int naivemap_compare(const struct addr *a, const struct addr *b)
{
    return memcmp(a->octets, b->octets, sizeof(a->octets));
}

struct addr naivemap_last(const struct prefix *prefix)
{
    struct addr last = prefix->addr;
    for (unsigned i = prefix->bits / 8; i < family_bits(last.family) / 8; i++) {
        bool cut = i == prefix->bits / 8; /* the octet in which the prefix ends */
        last.octets[i] |= cut ? (uint8_t)(0xff >> (prefix->bits % 8)) : 0xff;
    }
    return last;
}

struct addr naivemap_after(const struct addr *addr)
{
    struct addr after = *addr;
    for (unsigned i = family_bits(after.family) / 8; i > 0; i--) {
        after.octets[i - 1]++;
        if (after.octets[i - 1] != 0) {
            break;
        }
    }
    return after;
}

static struct addr address_before(const struct addr *addr)
{
    struct addr before = *addr;
    for (unsigned i = family_bits(before.family) / 8; i > 0; i--) {
        before.octets[i - 1]--;
        if (before.octets[i - 1] != 0xff) {
            break;
        }
    }
    return before;
}

struct addr naivemap_range_last(const struct naivemap_family *family, size_t range)
{
    if (range + 1 < family->nranges) {
        return address_before(&family->ranges[range + 1].first);
    }
    struct prefix all = prefix_of(&family->ranges[0].first, 0);
    return naivemap_last(&all);
}

static int by_first(const void *a, const void *b)
{
    const struct net *x = a;
    const struct net *y = b;
    return naivemap_compare(&x->prefix.addr, &y->prefix.addr);
}

static void add_net(struct walk *w, const struct prefix *prefix, bool is_correction, size_t index)
{
    if (prefix->addr.family == w->at.family) {
        w->nets[w->nnets++] = (struct net){.prefix = *prefix,
                                           .last = naivemap_last(prefix),
                                           .is_correction = is_correction,
                                           .index = (uint32_t)index};
    }
}

/* The networks of a family that hold at the time. */
static void list_nets(struct walk *w, int64_t time_s)
{
    const struct policy *policy = w->map->policy;
    w->nnets = 0;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        if (naivelaw_open(&policy->networks[i].window, time_s)) {
            add_net(w, &policy->networks[i].prefix, true, i);
        }
    }
    for (size_t i = 0; i < policy->nprefixes; i++) {
        add_net(w, &policy->prefixes[i], false, i);
    }
    qsort(w->nets, w->nnets, sizeof(*w->nets), by_first);
}

/* The step ends no later than there. */
static void end_at(struct walk *w, struct addr last)
{
    if (naivemap_compare(&last, &w->end) < 0) {
        w->end = last;
    }
}

static void end_before(struct walk *w, const struct addr *first)
{
    end_at(w, address_before(first));
}

/* Which networks of ours hold the address: some end before it, some begin with it. */
static void meet_nets(struct walk *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->nhere; i++) {
        if (naivemap_compare(&w->at, &w->here[i]->last) <= 0) {
            w->here[kept++] = w->here[i];
        }
    }
    w->nhere = kept;
    while (w->next < w->nnets && naivemap_compare(&w->nets[w->next].prefix.addr, &w->at) <= 0) {
        w->here[w->nhere++] = &w->nets[w->next++];
    }
    for (size_t i = 0; i < w->nhere; i++) {
        end_at(w, w->here[i]->last);
    }
    if (w->next < w->nnets) {
        end_before(w, &w->nets[w->next].prefix.addr);
    }
}

/* A block of fixed meaning: whether it holds the address; the step does not cross its edge. */
static bool meet_block(struct walk *w, const struct prefix *block)
{
    if (block->addr.family != w->at.family) {
        return false;
    }
    if (prefix_holds(block, &w->at)) {
        end_at(w, naivemap_last(block));
        return true;
    }
    if (naivemap_compare(&w->at, &block->addr) < 0) {
        end_before(w, &block->addr);
    }
    return false;
}

static bool ask_database(struct walk *w, struct database *db, struct place *out)
{
    unsigned bits;
    if (!database_find(db, &w->at, out, &bits, w->errs)) {
        return false;
    }
    struct prefix leaf = prefix_of(&w->at, bits);
    end_at(w, naivemap_last(&leaf));
    return true;
}

/* What the policy's longest correction says, else what the database does. */
static void set_country(struct walk *w, const struct place *found, struct naivewho_place *place)
{
    const struct net *longest = NULL;
    for (size_t i = 0; i < w->nhere; i++) {
        if (w->here[i]->is_correction &&
            (longest == NULL || w->here[i]->prefix.bits > longest->prefix.bits)) {
            longest = w->here[i];
        }
    }
    if (longest != NULL) {
        memcpy(place->country, w->map->policy->networks[longest->index].country, 3);
        return;
    }
    memcpy(place->country, found->country, 3);
    if (place->country[0] != '\0' && naivenames_parts(&w->names, place->country)) {
        memcpy(place->subdivisions, found->subdivisions, sizeof(place->subdivisions));
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static size_t set_nets(const struct walk *w, uint32_t nets[HERE_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < w->nhere; i++) {
        if (!w->here[i]->is_correction) {
            nets[count++] = w->here[i]->index;
        }
    }
    qsort(nets, count, sizeof(*nets), by_number);
    return count;
}

/* The number of a place; each has one text. */
static uint32_t number_of(struct naivemap *map, const struct naivewho_place *place)
{
    char key[KEY_SIZE];
    int len =
        snprintf(key, sizeof(key), "%s %s %u", place->country, place->subdivisions, place->asn);
    for (size_t i = 0; i < place->nnets; i++) {
        len += snprintf(key + len, sizeof(key) - (size_t)len, " %u", place->nets[i]);
    }
    uintptr_t known = (uintptr_t)dict_find(&map->by_text, key);
    if (known != 0) {
        return (uint32_t)known - 1;
    }
    map->places =
        arena_grow(map->arena, map->places, map->nplaces, &map->places_room, sizeof(*map->places));
    struct naivewho_place *kept = &map->places[map->nplaces++];
    *kept = *place;
    uint32_t *nets = arena_alloc(map->arena, (place->nnets + 1) * sizeof(*nets));
    memcpy(nets, place->nets, place->nnets * sizeof(*nets));
    kept->nets = nets;
    dict_put(&map->by_text, arena_text(map->arena, key, (size_t)len),
             (void *)(uintptr_t)map->nplaces);
    return (uint32_t)map->nplaces - 1;
}

static void append(struct naivemap_family *family, const struct addr *first, uint32_t place)
{
    if (family->nranges == family->room) {
        family->room = family->room == 0 ? 1024 : 2 * family->room;
        family->ranges = must(realloc(family->ranges, family->room * sizeof(*family->ranges)));
    }
    family->ranges[family->nranges++] = (struct naivemap_range){.first = *first, .place = place};
}

/* Find the place of the address, and how far it goes. */
static bool step(struct walk *w)
{
    struct prefix all = prefix_of(&w->at, 0);
    struct place found;
    struct place found_asn = {.asn = 0};
    struct place found_users = {.is_anonymous = false};
    bool in_block = false;
    w->end = naivemap_last(&all);
    meet_nets(w);
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        in_block = meet_block(w, &addr_v4_blocks[i]) || in_block;
    }
    for (size_t i = 0; i < ARRAY_LEN(no_entry); i++) {
        meet_block(w, &no_entry[i]);
    }
    if (in_block) {
        append(w->family, &w->at, NAIVEMAP_BLOCK);
        return true;
    }
    if (!ask_database(w, w->data->country, &found) ||
        (w->data->asn != NULL && !ask_database(w, w->data->asn, &found_asn)) ||
        (w->data->anonymous != NULL && !ask_database(w, w->data->anonymous, &found_users))) {
        return false;
    }
    if (found_users.is_anonymous) { /* who uses it is somewhere, nobody knows where */
        found = (struct place){.asn = 0};
    }
    uint32_t nets[HERE_MAX];
    struct naivewho_place place = {.nets = nets, .nnets = set_nets(w, nets)};
    set_country(w, &found, &place);
    place.asn = naivenames_asn(&w->names, found_asn.asn) ? found_asn.asn : 0;
    append(w->family, &w->at, number_of(w->map, &place));
    return true;
}

static bool walk_family(struct walk *w, enum family family, int64_t time_s)
{
    const struct addr zero = {.family = (uint8_t)family};
    w->family = family == FAMILY_IPV4 ? &w->map->v4 : &w->map->v6;
    w->at = zero;
    w->next = 0;
    w->nhere = 0;
    list_nets(w, time_s);
    do {
        if (!step(w)) {
            return false;
        }
        w->at = naivemap_after(&w->end);
    } while (!addr_equal(&w->at, &zero));
    return true;
}

bool naivemap_make(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                   struct naivemap *out, struct errs *errs)
{
    *out = (struct naivemap){.policy = policy, .arena = arena_new(1 << 20)};
    out->by_text.arena = out->arena;
    struct walk w = {.map = out, .data = data, .errs = errs};
    w.nets = arena_alloc(out->arena, (policy->nnetworks + policy->nprefixes + 1) * sizeof(*w.nets));
    naivenames_collect(policy, out->arena, &w.names);
    return walk_family(&w, FAMILY_IPV4, time_s) && walk_family(&w, FAMILY_IPV6, time_s);
}

void naivemap_done(struct naivemap *map)
{
    free(map->v4.ranges);
    free(map->v6.ranges);
    arena_free(map->arena);
    *map = (struct naivemap){.nplaces = 0};
}

size_t naivemap_find(const struct naivemap_family *family, const struct addr *addr)
{
    size_t low = 0;
    size_t high = family->nranges;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (naivemap_compare(&family->ranges[middle].first, addr) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

struct naivewho_place naivemap_common(const struct naivewho_place *a,
                                      const struct naivewho_place *b, struct arena *arena)
{
    uint32_t *nets = arena_alloc(arena, (a->nnets + 1) * sizeof(*nets));
    struct naivewho_place common = {.asn = a->asn == b->asn ? a->asn : 0, .nets = nets};
    if (strcmp(a->country, b->country) == 0) {
        memcpy(common.country, a->country, sizeof(common.country));
        if (strcmp(a->subdivisions, b->subdivisions) == 0) {
            memcpy(common.subdivisions, a->subdivisions, sizeof(common.subdivisions));
        }
    }
    for (size_t i = 0; i < a->nnets; i++) {
        for (size_t j = 0; j < b->nnets; j++) {
            if (a->nets[i] == b->nets[j]) {
                nets[common.nnets++] = a->nets[i];
            }
        }
    }
    return common;
}
