/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

#include "image/map.h"
#include "image/rulebook.h"
#include "step/decide.h"

#include <string.h>

void made_make(struct made *made, const char *text, int64_t time_s)
{
    *made = (struct made){.errs = errs_new()};
    made->policy = policy_read_text("policy.yaml", text, strlen(text), made->errs);
    if (made->policy == NULL) {
        return;
    }
    if (!atlas_open(made->policy, NULL, &made->data, made->errs)) {
        policy_forget(made->policy, made->errs);
        policy_free(made->policy);
        made->policy = NULL;
        return;
    }
    made->loads = polimage_make(made->policy, &made->data, time_s, &made->image, made->errs);
}

void made_explain(struct made *made, int64_t time_s)
{
    if (made->loads) {
        polimage_done(&made->image);
        made->loads =
            polimage_explained(made->policy, &made->data, time_s, &made->image, made->errs);
    }
}

void made_done(struct made *made)
{
    polimage_done(&made->image);
    atlas_close(&made->data);
    errs_free(made->errs);
    policy_free(made->policy);
}

/* The clusters of tiers and last resorts, read from the image as it is. */
static uint64_t reach_of(const struct image *image, const struct image_policy_decision *decision)
{
    const struct image_policy_part *parts = image->at[SECTION_POLICY_PART];
    const struct image_policy_last *lasts = image->at[SECTION_POLICY_LAST];
    const uint64_t *tiers = image->at[SECTION_POLICY_TIER];
    uint64_t mask = 0;
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        const struct image_policy_part *part = &parts[decision->parts.first + i];
        for (uint32_t t = 0; t < part->tiers.count; t++) {
            mask |= tiers[part->tiers.first + t];
        }
    }
    for (uint32_t i = 0; i < decision->lasts.count; i++) {
        const struct image_policy_last *last = &lasts[decision->lasts.first + i];
        mask |= last->kind == POLICY_LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
    }
    return mask;
}

static bool is_mixed(const struct image *image, const struct image_policy_table *table,
                     const struct prefix *client)
{
    struct map_hit hit;
    if (client == NULL) {
        return false;
    }
    map_find(image, table->map, client, &hit);
    return !hit.clear;
}

bool made_ask(const struct made *made, const struct made_query *query, struct made_answer *out)
{
    const struct image *image = &made->image.image;
    struct prefix resolver = prefix_of(query->resolver, family_bits(query->resolver->family));
    struct decide_case ask = {
        .image = image,
        .policy = made->image.policy,
        .binding =
            (const struct image_policy_binding *)image->at[SECTION_POLICY_BINDING] + query->name,
        .client = query->client,
        .network = query->client == NULL ? &resolver : query->client,
        .now_s = (uint64_t)query->time_s,
        .states = query->states};
    struct decided decided;
    decide(&ask, &decided);
    if (decided.decision == NULL) {
        return false;
    }
    const struct image_policy_decision *decisions = image->at[SECTION_POLICY_DECISION];
    *out = (struct made_answer){.decision = (uint32_t)(decided.decision - decisions),
                                .choice = decided.choice,
                                .reach = reach_of(image, decided.decision),
                                .scope_bits = decided.scope_bits,
                                .ttl_s = decided.ttl_s,
                                .mixed = is_mixed(image, decided.table, query->client)};
    return true;
}
