/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/decision.h"

#include "base/hash.h"
#include "policy/match.h"

#include <string.h>

uint64_t decision_last_resorts(const struct policy *policy)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_lasts *lasts = &policy->names[i].lasts;
        for (size_t j = 0; j < lasts->count; j++) {
            if (lasts->list[j].kind == LAST_CLUSTER) {
                mask |= UINT64_C(1) << lasts->list[j].cluster;
            }
        }
    }
    return mask;
}

/* The clusters that stand in a country; none for unknown. */
static uint64_t standing_in(const struct policy *policy, const char *country)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->nclusters && country[0] != '\0'; i++) {
        if (memcmp(policy->clusters[i].location, country, 2) == 0) {
            mask |= UINT64_C(1) << i;
        }
    }
    return mask;
}

static uint64_t tier_mask(const struct policy *policy, const struct policy_tier *tier,
                          const struct spot *spot, uint64_t eligible)
{
    switch (tier->kind) {
    case TIER_SAME_COUNTRY:
        return standing_in(policy, spot->country) & eligible & ~decision_last_resorts(policy);
    case TIER_ANY_ELIGIBLE:
        return eligible & ~decision_last_resorts(policy);
    case TIER_CLUSTERS:
    default:
        return tier->clusters & eligible;
    }
}

static struct decision_part make_part(const struct law_case *ask, const struct policy_entry *entry,
                                      const struct spot *spot, uint64_t eligible,
                                      struct arena *arena)
{
    uint64_t *tiers = arena_alloc(arena, (entry->ntiers + 1) * sizeof(*tiers));
    struct decision_part part = {.share = entry->share, .tiers = tiers};
    for (size_t i = 0; i < entry->ntiers; i++) {
        uint64_t mask = tier_mask(ask->policy, &entry->tiers[i], spot, eligible);
        if (mask != 0) {
            tiers[part.ntiers++] = mask;
        }
    }
    return part;
}

/* Entries with a share: those that stop nobody. */
static size_t count_shares(const struct policy_route *route)
{
    size_t count = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        count += route->entries[i].share != 0;
    }
    return count;
}

static void add_parts(const struct law_case *ask, const struct spot *spot, uint64_t eligible,
                      struct arena *arena, struct decision *out)
{
    const struct policy_route *route = &ask->policy->routes[ask->policy->names[ask->name].route];
    struct decision_part *parts =
        arena_alloc(arena, (count_shares(route) + 1) * sizeof(struct decision_part));
    out->parts = parts;
    for (size_t i = 0; i < route->nentries; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (!law_is_open(&entry->window, ask->time_s) ||
            match_who(ask->policy, &entry->who, spot) != TRUTH_YES) {
            continue;
        }
        parts[out->nparts++] = make_part(ask, entry, spot, eligible, arena);
        if (entry->share == 0) {
            return;
        }
    }
}

void decision_make(const struct law_case *ask, const struct spot *spot, uint64_t eligible,
                   struct arena *arena, struct decision *out)
{
    *out = (struct decision){.refused = eligible == 0};
    if (out->refused) {
        return; /* nothing below matters */
    }
    add_parts(ask, spot, eligible, arena, out);
    const struct policy_lasts *lasts = &ask->policy->names[ask->name].lasts;
    struct decision_last *list = arena_alloc(arena, (lasts->count + 1) * sizeof(*list));
    out->lasts = list;
    for (size_t i = 0; i < lasts->count; i++) {
        const struct policy_last *last = &lasts->list[i];
        if (last->kind != LAST_CLUSTER || (eligible >> last->cluster & 1)) {
            list[out->nlasts++] =
                (struct decision_last){.kind = last->kind, .cluster = last->cluster};
        }
    }
}

static bool parts_equal(const struct decision_part *a, const struct decision_part *b)
{
    return a->share == b->share && a->ntiers == b->ntiers &&
           (a->ntiers == 0 || memcmp(a->tiers, b->tiers, a->ntiers * sizeof(*a->tiers)) == 0);
}

void decision_copy(const struct decision *from, struct arena *arena, struct decision *out)
{
    struct decision_part *parts =
        arena_alloc(arena, (from->nparts + 1) * sizeof(struct decision_part));
    struct decision_last *lasts =
        arena_alloc(arena, (from->nlasts + 1) * sizeof(struct decision_last));
    *out = *from;
    for (size_t i = 0; i < from->nparts; i++) {
        uint64_t *tiers = arena_alloc(arena, (from->parts[i].ntiers + 1) * sizeof(*tiers));
        parts[i] = from->parts[i];
        for (size_t t = 0; t < parts[i].ntiers; t++) {
            tiers[t] = from->parts[i].tiers[t];
        }
        parts[i].tiers = tiers;
    }
    for (size_t i = 0; i < from->nlasts; i++) {
        lasts[i] = from->lasts[i];
    }
    out->parts = parts;
    out->lasts = lasts;
}

bool decision_equal(const struct decision *a, const struct decision *b)
{
    if (a->refused != b->refused || a->nparts != b->nparts || a->nlasts != b->nlasts) {
        return false;
    }
    for (size_t i = 0; i < a->nparts; i++) {
        if (!parts_equal(&a->parts[i], &b->parts[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < a->nlasts; i++) {
        if (a->lasts[i].kind != b->lasts[i].kind || a->lasts[i].cluster != b->lasts[i].cluster) {
            return false;
        }
    }
    return true;
}

uint64_t decision_hash(const struct decision *decision)
{
    uint64_t hash = hash_mix(hash_root(decision->nparts), decision->refused);
    for (size_t i = 0; i < decision->nparts; i++) {
        const struct decision_part *part = &decision->parts[i];
        hash = hash_mix(hash, part->share);
        hash = hash_mix(hash, hash_octets(0, part->tiers, part->ntiers * sizeof(*part->tiers)));
    }
    for (size_t i = 0; i < decision->nlasts; i++) {
        const struct decision_last *last = &decision->lasts[i];
        hash = hash_mix(hash, ((uint64_t)last->kind << 32) | last->cluster);
    }
    return hash;
}

uint64_t decision_reach(const struct decision *decision)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < decision->nparts; i++) {
        for (size_t t = 0; t < decision->parts[i].ntiers; t++) {
            mask |= decision->parts[i].tiers[t];
        }
    }
    for (size_t i = 0; i < decision->nlasts; i++) {
        if (decision->lasts[i].kind == LAST_CLUSTER) {
            mask |= UINT64_C(1) << decision->lasts[i].cluster;
        }
    }
    return mask;
}
