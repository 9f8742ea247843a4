/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/spotset.h"

#include "base/hash.h"

#include <string.h>

enum { SLOTS_FIRST = 256 };

static uint64_t hash_of(const struct spot *spot)
{
    uint64_t hash = hash_octets(spot->asn, spot->country, strlen(spot->country));
    hash = hash_mix(hash, hash_octets(0, spot->subdivisions, strlen(spot->subdivisions)));
    return hash_mix(hash, hash_octets(1, spot->nets, spot->nnets * sizeof(*spot->nets)));
}

/* Where a spot is, or belongs; there is room. */
static uint32_t *find_slot(const struct spotset *set, const struct spot *spot)
{
    uint64_t at = hash_of(spot);
    uint32_t *slot;
    while (*(slot = &set->slots[at & (set->nslots - 1)]) != 0 &&
           !spot_equal(&set->spots[*slot - 1], spot)) {
        at++;
    }
    return slot;
}

static void make_room(struct spotset *set)
{
    if ((set->count + 1) * 2 <= set->nslots) {
        return;
    }
    set->nslots = set->nslots == 0 ? SLOTS_FIRST : set->nslots * 2;
    set->slots = arena_alloc(set->arena, set->nslots * sizeof(*set->slots));
    for (size_t i = 0; i < set->count; i++) {
        *find_slot(set, &set->spots[i]) = (uint32_t)i + 1;
    }
}

uint32_t spotset_add(struct spotset *set, const struct spot *spot)
{
    make_room(set);
    uint32_t *slot = find_slot(set, spot);
    if (*slot == 0) {
        set->spots = arena_grow(set->arena, set->spots, set->count, &set->room, sizeof(*spot));
        set->spots[set->count++] = *spot;
        *slot = (uint32_t)set->count;
    }
    return *slot - 1;
}
