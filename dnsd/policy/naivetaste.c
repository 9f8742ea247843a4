/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivetaste.h"

#include "policy/naivelaw.h"

#include <string.h>

/* The clusters that some list of last resorts names: selectors never pick them. */
static uint64_t last_resorts(const struct policy *policy)
{
    uint64_t mask = 0;
    for (size_t n = 0; n < policy->nnames; n++) {
        const struct policy_lasts *lasts = &policy->names[n].lasts;
        for (size_t i = 0; i < lasts->count; i++) {
            if (lasts->list[i].kind == LAST_CLUSTER) {
                mask |= UINT64_C(1) << lasts->list[i].cluster;
            }
        }
    }
    return mask;
}

/* What a tier of a route means at a place, before the law. */
static uint64_t tier_clusters(const struct policy *policy, const struct policy_tier *tier,
                              const struct naivewho_place *place)
{
    uint64_t mask = 0;
    if (tier->kind == TIER_CLUSTERS) {
        return tier->clusters;
    }
    for (uint32_t c = 0; c < policy->nclusters; c++) {
        bool fits = tier->kind == TIER_ANY_ELIGIBLE;
        if (tier->kind == TIER_SAME_COUNTRY && place->country[0] != '\0') {
            fits = strncmp(policy->clusters[c].location, place->country, 2) == 0;
        }
        if (fits) {
            mask |= UINT64_C(1) << c;
        }
    }
    return mask & ~last_resorts(policy);
}

static void add_part(const struct policy *policy, const struct policy_entry *entry,
                     const struct naivewho_place *place, uint64_t eligible, struct arena *arena,
                     struct naivetaste *out)
{
    struct naivetaste_part *part = &out->parts[out->nparts++];
    part->share = entry->share;
    part->tiers = arena_alloc(arena, (entry->ntiers + 1) * sizeof(*part->tiers));
    for (size_t i = 0; i < entry->ntiers; i++) {
        uint64_t tier = tier_clusters(policy, &entry->tiers[i], place) & eligible;
        if (tier != 0) {
            part->tiers[part->ntiers++] = tier;
        }
    }
}

static void add_lasts(const struct policy_lasts *lasts, uint64_t eligible, struct arena *arena,
                      struct naivetaste *out)
{
    out->lasts = arena_alloc(arena, (lasts->count + 1) * sizeof(*out->lasts));
    for (size_t i = 0; i < lasts->count; i++) {
        const struct policy_last *last = &lasts->list[i];
        bool is_word = last->kind != LAST_CLUSTER;
        if (is_word || (eligible & (UINT64_C(1) << last->cluster)) != 0) {
            out->lasts[out->nlasts++] = *last;
        }
    }
}

struct naivetaste naivetaste_decide(const struct policy *policy, uint32_t name, int64_t time_s,
                                    const struct naivewho_place *place, uint64_t eligible,
                                    struct arena *arena)
{
    const struct policy_route *route = &policy->routes[policy->names[name].route];
    struct naivetaste taste = {.refused = eligible == 0};
    if (taste.refused) {
        return taste;
    }
    taste.parts = arena_alloc(arena, (route->nentries + 1) * sizeof(*taste.parts));
    for (size_t i = 0; i < route->nentries; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (!naivelaw_open(&entry->window, time_s) ||
            naivewho_matches(policy, &entry->who, place) != NAIVEWHO_YES) {
            continue;
        }
        add_part(policy, entry, place, eligible, arena, &taste);
        if (entry->share == 0) {
            break;
        }
    }
    add_lasts(&policy->names[name].lasts, eligible, arena, &taste);
    return taste;
}

static bool same_part(const struct naivetaste_part *a, const struct naivetaste_part *b)
{
    bool same = a->share == b->share && a->ntiers == b->ntiers;
    for (size_t i = 0; same && i < a->ntiers; i++) {
        same = a->tiers[i] == b->tiers[i];
    }
    return same;
}

static bool same_last(const struct policy_last *a, const struct policy_last *b)
{
    return a->kind == b->kind && (a->kind != LAST_CLUSTER || a->cluster == b->cluster);
}

bool naivetaste_same(const struct naivetaste *a, const struct naivetaste *b)
{
    bool same = a->refused == b->refused && a->nparts == b->nparts && a->nlasts == b->nlasts;
    for (size_t i = 0; same && i < a->nparts; i++) {
        same = same_part(&a->parts[i], &b->parts[i]);
    }
    for (size_t i = 0; same && i < a->nlasts; i++) {
        same = same_last(&a->lasts[i], &b->lasts[i]);
    }
    return same;
}

uint64_t naivetaste_reach(const struct naivetaste *taste)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < taste->nparts; i++) {
        for (size_t t = 0; t < taste->parts[i].ntiers; t++) {
            mask |= taste->parts[i].tiers[t];
        }
    }
    for (size_t i = 0; i < taste->nlasts; i++) {
        if (taste->lasts[i].kind == LAST_CLUSTER) {
            mask |= UINT64_C(1) << taste->lasts[i].cluster;
        }
    }
    return mask;
}

bool naivetaste_spreads(const struct naivetaste *taste)
{
    bool spreads = false;
    for (size_t i = 0; i < taste->nparts; i++) {
        spreads = spreads || taste->parts[i].share != 0;
        for (size_t t = 0; t < taste->parts[i].ntiers; t++) {
            uint64_t tier = taste->parts[i].tiers[t];
            spreads = spreads || (tier & (tier - 1)) != 0;
        }
    }
    return spreads;
}
