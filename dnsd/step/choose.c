/* SPDX-License-Identifier: Apache-2.0 */
#include "step/choose.h"

#include "image/map.h"

/* What a choice is made from. */
struct asking {
    const struct image *image;
    const struct image_policy *policy;
    const struct image_policy_decision *decision;
    const struct image_policy_part *part; /* NULL = none takes the client */
    const struct policy_states *states;
    const struct rendezvous *who;
};

static struct bytes text_of(const struct image *image, struct blob_ref ref)
{
    return (struct bytes){.at = image_blob(image, ref), .len = ref.len};
}

/* One of these clusters, by weight and client network. */
static uint32_t pick(const struct asking *ask, uint64_t up)
{
    const struct image_policy_cluster *clusters =
        (const struct image_policy_cluster *)ask->image->at[SECTION_POLICY_CLUSTER] +
        ask->policy->clusters.first;
    uint32_t best = (uint32_t)__builtin_ctzll(up);
    if ((up & (up - 1)) == 0) {
        return best;
    }
    uint64_t best_hash = rendezvous_hash(ask->who, text_of(ask->image, clusters[best].name));
    for (uint64_t rest = up & (up - 1); rest != 0; rest &= rest - 1) {
        uint32_t next = (uint32_t)__builtin_ctzll(rest);
        uint64_t hash = rendezvous_hash(ask->who, text_of(ask->image, clusters[next].name));
        if (rendezvous_before(hash, clusters[next].weight, best_hash, clusters[best].weight)) {
            best = next;
            best_hash = hash;
        }
    }
    return best;
}

/* The clusters that may be given in the first tier that has any; 0 = none has. */
static uint64_t first_tier(const struct asking *ask, uint64_t up, enum choice_how *how)
{
    const uint64_t *tiers = ask->image->at[SECTION_POLICY_TIER];
    uint32_t count = ask->policy->clusters.count;
    uint64_t all = count >= POLICY_IMAGE_CLUSTERS ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    uint64_t usable = up & ~ask->states->off & all;
    const uint64_t admits[] = {usable & ~ask->states->drained, usable};
    for (int i = 0; i < 2 && ask->part != NULL; i++) {
        for (uint32_t t = 0; t < ask->part->tiers.count; t++) {
            uint64_t given = tiers[ask->part->tiers.first + t] & admits[i];
            if (given != 0) {
                *how = i > 0 ? CHOICE_DRAINED : t > 0 ? CHOICE_NEXT : CHOICE_FIRST;
                return given;
            }
        }
    }
    return 0;
}

/* What is given when no tier has anything. */
static struct choice_set last_resort(const struct asking *ask)
{
    const struct image_policy_last *lasts =
        (const struct image_policy_last *)ask->image->at[SECTION_POLICY_LAST] +
        ask->decision->lasts.first;
    struct choice_set set = {.kind = CHOICE_SERVFAIL, .is_last = true};
    for (uint32_t i = 0; i < ask->decision->lasts.count && set.clusters == 0; i++) {
        const struct image_policy_last *last = &lasts[i];
        if (last->kind == POLICY_LAST_TRY_ANYWAY) {
            set.clusters = first_tier(ask, UINT64_MAX, &set.how);
            set.how = CHOICE_ANYWAY;
        } else if (last->kind == POLICY_LAST_CLUSTER &&
                   last->cluster < ask->policy->clusters.count) {
            set.clusters = (UINT64_C(1) << last->cluster) & ~ask->states->off;
            set.is_named = set.clusters != 0;
            set.how = CHOICE_LAST;
        } else if (last->kind == POLICY_LAST_REFUSED || last->kind == POLICY_LAST_NODATA) {
            set.kind = last->kind == POLICY_LAST_REFUSED ? CHOICE_REFUSED : CHOICE_NODATA;
            break;
        } else if (last->kind == POLICY_LAST_SERVFAIL) {
            break;
        }
    }
    set.kind = set.clusters != 0 ? CHOICE_CLUSTER : set.kind;
    return set;
}

/* What a decision gives by its chosen part. */
static struct choice_set give(const struct asking *ask)
{
    if (ask->decision->flags & POLICY_REFUSED) {
        return (struct choice_set){.kind = CHOICE_REFUSED};
    }
    struct choice_set set = {.kind = CHOICE_CLUSTER};
    set.clusters = first_tier(ask, ask->states->up, &set.how);
    return set.clusters == 0 ? last_resort(ask) : set;
}

const struct image_policy_part *choose_part(const struct image *image,
                                            const struct image_policy_binding *binding,
                                            const struct image_policy_decision *decision,
                                            const struct rendezvous *who)
{
    const struct image_policy_part *parts =
        (const struct image_policy_part *)image->at[SECTION_POLICY_PART] + decision->parts.first;
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        if (parts[i].share == 0 ||
            rendezvous_point(who, text_of(image, binding->route)) < parts[i].share) {
            return &parts[i];
        }
    }
    return NULL;
}

struct choice choose_cluster(const struct image *image, const struct image_policy *policy,
                             const struct image_policy_binding *binding,
                             const struct image_policy_decision *decision,
                             const struct policy_states *states, const struct rendezvous *who)
{
    struct asking ask = {
        .image = image, .policy = policy, .decision = decision, .states = states, .who = who};
    ask.part = choose_part(image, binding, decision, who);
    struct choice_set set = give(&ask);
    return (struct choice){.kind = set.kind,
                           .how = set.how,
                           .cluster = set.clusters == 0 ? 0 : pick(&ask, set.clusters),
                           .among = set.is_named ? 0 : set.clusters};
}

struct choice_set choose_given(const struct image *image, const struct image_policy *policy,
                               const struct image_policy_decision *decision, uint32_t part,
                               const struct policy_states *states)
{
    const struct image_policy_part *parts =
        (const struct image_policy_part *)image->at[SECTION_POLICY_PART] + decision->parts.first;
    struct asking ask = {.image = image,
                         .policy = policy,
                         .decision = decision,
                         .part = part < decision->parts.count ? &parts[part] : NULL,
                         .states = states};
    return give(&ask);
}

uint32_t choose_mixed(const struct image *image, const struct image_policy_table *table,
                      const struct prefix *client)
{
    const struct image_policy_node *nodes = image->at[SECTION_POLICY_NODE];
    uint32_t at = client->addr.family == FAMILY_IPV4 ? table->root4 : table->root6;
    for (unsigned i = 0; i < client->bits && at != REF_NONE; i++) {
        at = nodes[at].child[client->addr.octets[i / 8] >> (7 - i % 8) & 1];
    }
    if (at == REF_NONE || nodes[at].mixed >= table->mixed.count) {
        return REF_NONE;
    }
    return nodes[at].mixed;
}

/* What a network of several places gets. */
static uint32_t find_mixed(const struct image *image, const struct image_policy_table *table,
                           const struct prefix *client)
{
    const uint32_t *mixed = image->at[SECTION_POLICY_MIXED];
    uint32_t number = choose_mixed(image, table, client);
    return number == REF_NONE ? REF_NONE : mixed[table->mixed.first + number];
}

uint32_t choose_decision(const struct image *image, const struct image_policy_table *table,
                         const struct prefix *client, uint8_t *scope_bits)
{
    *scope_bits = 0;
    if (client == NULL) {
        return table->unknown;
    }
    struct map_hit hit;
    map_find(image, table->map, client, &hit);
    uint32_t number = hit.clear ? hit.value : find_mixed(image, table, client);
    *scope_bits = hit.scope_bits;
    if (number == REF_NONE) {
        return number;
    }
    const struct image_policy_decision *decisions = image->at[SECTION_POLICY_DECISION];
    if (decisions[number].flags & POLICY_HASHED) {
        unsigned least = rulebook_least_scope(client);
        *scope_bits = least > hit.scope_bits ? (uint8_t)least : hit.scope_bits;
    }
    return number;
}
