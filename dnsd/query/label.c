/* SPDX-License-Identifier: Apache-2.0 */
#include "query/label.h"

#include "image/account.h"
#include "image/map.h"
#include "image/metadata.h"
#include "query/client.h"

#include <string.h>

/* Whether the block's `metadata` is for this name. */
static bool is_set_for(const struct query *q, const struct image_label *label,
                       const struct find_name *name)
{
    const struct blob_ref *zones = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < label->zones.count; i++) {
        if (name_is_below(name->octets, image_blob(q->image, zones[label->zones.first + i]))) {
            return true;
        }
    }
    return label->zones.count == 0;
}

static struct bytes text_at(const struct query *q, struct blob_ref ref)
{
    return (struct bytes){.at = image_blob(q->image, ref), .len = ref.len};
}

/* The text of a word that is no part of the image. */
static struct bytes word(const char *text)
{
    return (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)};
}

static struct bytes rules_of(const struct query *q, const struct image_policy_decision *decision)
{
    if (decision == NULL || decision->rules_len == 0) {
        return word("");
    }
    return text_at(q, (struct blob_ref){.at = decision->text.at + POLICY_RULES_AT,
                                        .len = decision->rules_len});
}

/* How the policy answered; nothing where none did. */
static struct bytes tailored_label(const struct query *q, uint32_t kind)
{
    static const char *const reasons[TAILORED_REASONS] = {
        [TAILORED_FIRST] = "first",         [TAILORED_NEXT] = "next",
        [TAILORED_DRAINED] = "drained",     [TAILORED_LAST] = "last-resort",
        [TAILORED_ANYWAY] = "try-anyway",   [TAILORED_SERVFAIL] = "servfail",
        [TAILORED_REFUSED] = "refused",     [TAILORED_NODATA] = "nodata",
        [TAILORED_FORBIDDEN] = "forbidden", [TAILORED_BROKEN] = "broken"};
    const struct tailored *tailored = &q->tailored;
    const struct image_policy_cluster *clusters = q->image->at[SECTION_POLICY_CLUSTER];
    if (tailored->policy == NULL) {
        return (struct bytes){0};
    }
    if (kind == LABEL_REASON) {
        return word(reasons[tailored->reason]);
    }
    if (kind == LABEL_RULE) {
        return rules_of(q, tailored->decision);
    }
    return tailored->cluster == REF_NONE
               ? word("")
               : text_at(q, clusters[tailored->policy->clusters.first + tailored->cluster].name);
}

/* Where a policy places a client now; of a network that it places in several: "mixed". */
static struct bytes place_by_policy(const struct query *q, const struct image_label *label,
                                    const struct prefix *client, bool is_ecs, uint8_t *scope_bits)
{
    const struct image_account *account = account_at(q->image, label->map);
    const struct image_policy *policy = rulebook_at(q->image, account->policy);
    const struct image_account_spot *spots = q->image->at[SECTION_ACCOUNT_SPOT];
    uint64_t left_s;
    const struct image_account_interval *now =
        (const struct image_account_interval *)q->image->at[SECTION_ACCOUNT_TIME] +
        account->intervals.first + rulebook_interval(q->image, policy, q->now_s, &left_s);
    if (!is_ecs && (policy->flags & POLICY_NO_ECS_UNKNOWN)) {
        return text_at(q, spots[now->unknown].text);
    }
    struct map_hit hit;
    map_find(q->image, now->spot_map, client, &hit);
    *scope_bits = hit.scope_bits;
    return hit.clear ? text_at(q, spots[now->spots.first + hit.value].text) : word("mixed");
}

struct bytes label_of(const struct query *q, uint32_t index, const struct find_name *name,
                      const struct prefix *client, bool is_ecs, uint8_t *scope_bits)
{
    const struct image_label *label = metadata_label(q->image, index);
    const struct blob_ref *texts = (const struct blob_ref *)q->image->at[SECTION_LABEL_TEXT];
    struct map_hit hit = {0};
    *scope_bits = 0;
    if (label->kind == LABEL_ABSENT || !is_set_for(q, label, name)) {
        return (struct bytes){0};
    }
    if (label->kind == LABEL_RULE || label->kind == LABEL_CLUSTER || label->kind == LABEL_REASON) {
        return tailored_label(q, label->kind);
    }
    if (label->kind == LABEL_POLICY_PLACE) {
        return place_by_policy(q, label, client, is_ecs, scope_bits);
    }
    if (label->kind == LABEL_PLACE) {
        map_find(q->image, label->map, client, &hit);
        *scope_bits = hit.scope_bits;
    }
    struct blob_ref text = texts[label->texts.first + hit.value];
    return (struct bytes){.at = image_blob(q->image, text), .len = text.len};
}

struct bytes label_find(const struct query *q, uint32_t index)
{
    const struct image_label *label = metadata_label(q->image, index);
    struct prefix client;
    uint8_t scope_bits;
    bool is_ecs = client_read(q, image_block_at(q->image, label->block), &client);
    return label_of(q, index, &q->name, &client, is_ecs, &scope_bits);
}
