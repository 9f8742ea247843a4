/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/rulebook.h defines. */
#include "image/block.h"
#include "image/map.h"
#include "image/rulebook.h"
#include "image/verify.h"

static uint64_t clusters_of(uint32_t count)
{
    return count >= POLICY_IMAGE_CLUSTERS ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

bool verify_policy_cluster(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_cluster *c =
        (const struct image_policy_cluster *)image->at[SECTION_POLICY_CLUSTER] + i;
    return (verify_blob(image, c->name) && c->weight > 0 && c->zero == 0) ||
           verify_fails(why, "policy cluster %u: it has no name or no weight", i);
}

bool verify_policy_tier(const struct image *image, uint32_t i, char *why)
{
    const uint64_t *tier = (const uint64_t *)image->at[SECTION_POLICY_TIER] + i;
    return *tier != 0 || verify_fails(why, "policy tier %u: it is empty", i);
}

bool verify_policy_part(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_part *part =
        (const struct image_policy_part *)image->at[SECTION_POLICY_PART] + i;
    return (verify_range(image, SECTION_POLICY_TIER, part->tiers) && part->share < 10000) ||
           verify_fails(why, "policy part %u: no such tiers, or share", i);
}

bool verify_policy_last(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_last *last =
        (const struct image_policy_last *)image->at[SECTION_POLICY_LAST] + i;
    return (last->kind < POLICY_LASTS && last->cluster < POLICY_IMAGE_CLUSTERS) ||
           verify_fails(why, "policy last resort %u: it is not known", i);
}

bool verify_policy_decision(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_decision *d =
        (const struct image_policy_decision *)image->at[SECTION_POLICY_DECISION] + i;
    bool ok = verify_range(image, SECTION_POLICY_PART, d->parts) &&
              verify_range(image, SECTION_POLICY_LAST, d->lasts) && verify_blob(image, d->text) &&
              (d->flags & ~(uint32_t)(POLICY_REFUSED | POLICY_HASHED)) == 0 &&
              (d->rules_len == 0 || (uint64_t)POLICY_RULES_AT + d->rules_len <= d->text.len);
    return ok || verify_fails(why, "policy decision %u: a part of it is not there", i);
}

bool verify_policy_node(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_node *node =
        (const struct image_policy_node *)image->at[SECTION_POLICY_NODE] + i;
    for (int side = 0; side < 2; side++) {
        if (node->child[side] != REF_NONE && node->child[side] >= i) { /* children come first */
            return verify_fails(why, "policy node %u: no child %u", i, node->child[side]);
        }
    }
    return true;
}

bool verify_policy_mixed(const struct image *image, uint32_t i, char *why)
{
    const uint32_t *decision = (const uint32_t *)image->at[SECTION_POLICY_MIXED] + i;
    return *decision < image->count[SECTION_POLICY_DECISION] ||
           verify_fails(why, "policy mixed %u: no decision %u", i, *decision);
}

static bool is_root(const struct image *image, uint32_t root)
{
    return root == REF_NONE || root < image->count[SECTION_POLICY_NODE];
}

bool verify_policy_table(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_table *t =
        (const struct image_policy_table *)image->at[SECTION_POLICY_TABLE] + i;
    uint64_t decisions = image->count[SECTION_POLICY_DECISION];
    if (t->map >= image->count[SECTION_MAP] || t->unknown >= decisions ||
        !verify_map_values(image, t->map, (uint32_t)decisions - 1)) {
        return verify_fails(why, "policy table %u: no such decision", i);
    }
    return (is_root(image, t->root4) && is_root(image, t->root6) &&
            verify_range(image, SECTION_POLICY_MIXED, t->mixed)) ||
           verify_fails(why, "policy table %u: no such trie", i);
}

bool verify_policy_binding(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_binding *b =
        (const struct image_policy_binding *)image->at[SECTION_POLICY_BINDING] + i;
    bool ok = verify_name(image, b->name) && verify_blob(image, b->route) &&
              b->answer < POLICY_ANSWERS && verify_range(image, SECTION_POLICY_TABLE, b->tables) &&
              verify_range(image, SECTION_TARGET, b->targets);
    return ok || verify_fails(why, "policy binding %u: a part of it is not there", i);
}

bool verify_policy_name(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy_name *name =
        (const struct image_policy_name *)image->at[SECTION_POLICY_NAME] + i;
    bool ok = verify_name(image, name->name) && name->zero == 0 &&
              (name->binding == REF_NONE || name->binding < image->count[SECTION_POLICY_BINDING]);
    return ok || verify_fails(why, "policy name %u: it is no name or not bound", i);
}

/* Whether no decision that the table can give names a cluster that the policy has not. */
static bool clusters_exist(const struct image *image, const struct image_policy_decision *d,
                           uint32_t count)
{
    const struct image_policy_part *parts = image->at[SECTION_POLICY_PART];
    const uint64_t *tiers = image->at[SECTION_POLICY_TIER];
    const struct image_policy_last *lasts = image->at[SECTION_POLICY_LAST];
    for (uint32_t p = d->parts.first; p < d->parts.first + d->parts.count; p++) {
        for (uint32_t t = 0; t < parts[p].tiers.count; t++) {
            if (tiers[parts[p].tiers.first + t] & ~clusters_of(count)) {
                return false;
            }
        }
    }
    for (uint32_t i = d->lasts.first; i < d->lasts.first + d->lasts.count; i++) {
        if (lasts[i].kind == POLICY_LAST_CLUSTER && lasts[i].cluster >= count) {
            return false;
        }
    }
    return true;
}

/* The decisions of a policy are a range of its own, and so are its bindings. */
static bool bindings_fit(const struct image *image, const struct image_policy *policy)
{
    const struct image_policy_name *names = image->at[SECTION_POLICY_NAME];
    const struct image_policy_binding *bindings = image->at[SECTION_POLICY_BINDING];
    for (uint32_t i = policy->names.first; i < policy->names.first + policy->names.count; i++) {
        const struct image_policy_binding *b =
            names[i].binding == REF_NONE ? NULL : &bindings[names[i].binding];
        if (b != NULL && (b->tables.count != policy->edges.count + 1 ||
                          b->targets.count != policy->clusters.count)) {
            return false;
        }
    }
    return true;
}

bool verify_policy(const struct image *image, uint32_t i, char *why)
{
    const struct image_policy *policy = rulebook_at(image, i);
    const struct image_policy_decision *decisions = image->at[SECTION_POLICY_DECISION];
    if (!verify_range(image, SECTION_POLICY_NAME, policy->names) ||
        !verify_range(image, SECTION_POLICY_CLUSTER, policy->clusters) ||
        policy->clusters.count > POLICY_IMAGE_CLUSTERS ||
        !verify_range(image, SECTION_POLICY_EDGE, policy->edges) ||
        !verify_range(image, SECTION_POLICY_DECISION, policy->decisions) ||
        (policy->flags & ~(uint32_t)POLICY_NO_ECS_UNKNOWN) != 0) {
        return verify_fails(why, "policy %u: a part of it is not there", i);
    }
    if (policy->zone_set != REF_NONE && policy->zone_set >= image_facts(image)->nzone_sets) {
        return verify_fails(why, "policy %u: no zone set %u", i, policy->zone_set);
    }
    for (uint32_t d = 0; d < policy->decisions.count; d++) {
        if (!clusters_exist(image, &decisions[policy->decisions.first + d],
                            policy->clusters.count)) {
            return verify_fails(why, "policy %u: decision %u names no cluster of it", i, d);
        }
    }
    return bindings_fit(image, policy) ||
           verify_fails(why, "policy %u: a binding lacks a table or a target", i);
}
