/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/summary.h"

#include "base/hash.h"

#include <string.h>

enum { SLOTS_FIRST = 256, JOINS = 65536 };

/* A join that was made before. */
struct summary_join {
    uint32_t a; /* number + 1; 0 = empty */
    uint32_t b;
    uint32_t set;
    uint32_t sum;
};

static uint64_t hash_of(const struct summaries *all, const struct summary *summary)
{
    const struct spot *spot = &summary->spot;
    size_t words = all->nkinds * sizeof(uint64_t);
    uint64_t hash = hash_octets(spot->asn, spot->country, strlen(spot->country));
    hash = hash_mix(hash, hash_octets(0, spot->subdivisions, strlen(spot->subdivisions)));
    hash = hash_mix(hash, hash_octets(spot->nnets, spot->nets, spot->nnets * sizeof(*spot->nets)));
    hash = hash_mix(hash, hash_octets(1, summary->eligible, words));
    return hash_mix(hash, hash_octets(2, summary->applied, words * all->nwords));
}

static bool equal(const struct summaries *all, const struct summary *a, const struct summary *b)
{
    size_t words = all->nkinds * sizeof(uint64_t);
    return spot_equal(&a->spot, &b->spot) &&
           (words == 0 || (memcmp(a->eligible, b->eligible, words) == 0 &&
                           memcmp(a->applied, b->applied, words * all->nwords) == 0));
}

static void put_slot(struct summaries *all, uint32_t number)
{
    uint64_t at = hash_of(all, &all->list[number]);
    while (all->slots[at & (all->nslots - 1)] != 0) {
        at++;
    }
    all->slots[at & (all->nslots - 1)] = number + 1;
}

static void make_room(struct summaries *all)
{
    if ((all->count + 1) * 2 <= all->nslots) {
        return;
    }
    all->nslots = all->nslots == 0 ? SLOTS_FIRST : all->nslots * 2;
    all->slots = arena_alloc(all->arena, all->nslots * sizeof(*all->slots));
    for (size_t i = 0; i < all->count; i++) {
        put_slot(all, (uint32_t)i);
    }
}

uint32_t summary_add(struct summaries *all, const struct summary *summary)
{
    make_room(all);
    uint32_t found;
    for (uint64_t at = hash_of(all, summary); (found = all->slots[at & (all->nslots - 1)]) != 0;
         at++) {
        if (equal(all, &all->list[found - 1], summary)) {
            return found - 1;
        }
    }
    all->list = arena_grow(all->arena, all->list, all->count, &all->room, sizeof(*all->list));
    all->list[all->count] = *summary;
    put_slot(all, (uint32_t)all->count);
    return (uint32_t)all->count++;
}

static uint32_t join(struct summaries *all, const struct summary *a, const struct summary *b,
                     const struct summary_nets *nets)
{
    uint64_t *eligible = arena_alloc(all->arena, (all->nkinds + 1) * sizeof(*eligible));
    uint64_t *applied = arena_alloc(all->arena, (all->nkinds * all->nwords + 1) * sizeof(*applied));
    struct summary sum = {.eligible = eligible, .applied = applied};
    sum.spot = spot_shared(&a->spot, &b->spot);
    sum.spot.nets = nets->list;
    sum.spot.nnets = nets->count;
    for (size_t k = 0; k < all->nkinds; k++) {
        eligible[k] = a->eligible[k] & b->eligible[k];
    }
    for (size_t w = 0; w < all->nkinds * all->nwords; w++) {
        applied[w] = a->applied[w] | b->applied[w];
    }
    return summary_add(all, &sum);
}

/* Whether a spot is in these own networks and no others. */
static bool is_in(const struct spot *spot, const struct summary_nets *nets)
{
    return spot->nnets == nets->count &&
           (nets->count == 0 || spot->nets == nets->list ||
            memcmp(spot->nets, nets->list, nets->count * sizeof(*nets->list)) == 0);
}

uint32_t summary_join(struct summaries *all, uint32_t a, uint32_t b,
                      const struct summary_nets *nets)
{
    if (a == b && is_in(&all->list[a].spot, nets)) {
        return a;
    }
    if (a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    if (all->joins == NULL) {
        all->joins = arena_alloc(all->arena, JOINS * sizeof(*all->joins));
    }
    struct summary_join *known = &all->joins[hash_mix(hash_mix(a, b), nets->set) % JOINS];
    if (known->a != a + 1 || known->b != b || known->set != nets->set) {
        struct summary left = all->list[a];
        struct summary right = all->list[b];
        *known = (struct summary_join){
            .a = a + 1, .b = b, .set = nets->set, .sum = join(all, &left, &right, nets)};
    }
    return known->sum;
}
