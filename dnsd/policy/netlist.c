/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/netlist.h"

#include <stdlib.h>

enum { INDEX_FROM = 8 }; /* networks from which looking them up beats going through them */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The networks of a list, ascending, each with where it stands. */
static void sort_nets(struct policy_terms *terms, uint32_t *nets, uint32_t *origins,
                      struct arena *arena)
{
    uint64_t *sorted = arena_alloc(arena, terms->nnets * sizeof(*sorted));
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].kind == TERM_NETWORK) {
            sorted[count++] = (uint64_t)terms->list[i].number << 32 | i;
        }
    }
    qsort(sorted, count, sizeof(*sorted), compare);
    for (size_t i = 0; i < count; i++) {
        nets[i] = (uint32_t)(sorted[i] >> 32);
        origins[i] = (uint32_t)sorted[i];
    }
}

void netlist_index(struct policy_terms *terms, struct arena *arena)
{
    size_t nnets = 0;
    for (size_t i = 0; i < terms->count; i++) {
        nnets += terms->list[i].kind == TERM_NETWORK;
    }
    if (nnets < INDEX_FROM) {
        return;
    }
    uint32_t *nets = arena_alloc(arena, nnets * sizeof(*nets));
    uint32_t *origins = arena_alloc(arena, terms->count * sizeof(*origins));
    struct policy_term *others =
        arena_alloc(arena, (terms->count - nnets + 1) * sizeof(struct policy_term));
    terms->nets = nets;
    terms->nnets = nnets;
    terms->origins = origins;
    terms->others = others;
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].kind != TERM_NETWORK) {
            origins[nnets + terms->nothers] = (uint32_t)i;
            others[terms->nothers++] = terms->list[i];
        }
    }
    sort_nets(terms, nets, origins, arena);
}

size_t netlist_find(const struct policy_terms *terms, uint32_t net)
{
    size_t low = 0;
    size_t high = terms->nnets;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (terms->nets[middle] < net) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < terms->nnets && terms->nets[low] == net ? low : SIZE_MAX;
}

bool netlist_holds(const struct policy_terms *terms, const struct spot *spot)
{
    for (size_t i = 0; i < spot->nnets; i++) {
        if (netlist_find(terms, spot->nets[i]) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}
