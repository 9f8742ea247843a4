/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/repeats.h"

#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

static uint64_t hash_of(const struct policy_term *term)
{
    return hash_mix(hash_octets((uint64_t)term->kind, term->code, strlen(term->code)),
                    term->number);
}

static bool same(const struct policy_term *a, const struct policy_term *b)
{
    return a->kind == b->kind && a->number == b->number && strcmp(a->code, b->code) == 0;
}

size_t repeats_drop(struct policy_term *list, size_t count, struct arena *scratch)
{
    size_t nslots = 4;
    size_t kept = 0;
    while (nslots < 2 * count) {
        nslots *= 2;
    }
    uint32_t *slots = arena_alloc(scratch, nslots * sizeof(*slots)); /* place in the list + 1 */
    for (size_t i = 0; i < count; i++) {
        uint64_t at = hash_of(&list[i]);
        uint32_t *slot;
        while (*(slot = &slots[at & (nslots - 1)]) != 0 && !same(&list[*slot - 1], &list[i])) {
            at++;
        }
        if (*slot == 0) {
            list[kept] = list[i];
            *slot = (uint32_t)++kept;
        }
    }
    return kept;
}
