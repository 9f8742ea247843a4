/* SPDX-License-Identifier: Apache-2.0 */
#include "step/target.h"

#include "base/attr.h"
#include "base/hash.h"
#include "image/geo.h"
#include "image/map.h"
#include "query/body.h"
#include "query/client.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

/* Whether the name that is asked for is `name`, or below it when `below`. */
static bool name_matches(const struct query *q, const struct find_name *asked, struct blob_ref name,
                         bool below)
{
    unsigned len = asked->len;
    if (name.len > len || (name.len < len && !below)) {
        return false;
    }
    const uint8_t *octets = image_blob(q->image, name);
    unsigned at = len - name.len;
    if (asked->octets[at] != octets[0] || !hash_same(asked->octets + at, octets, name.len)) {
        return false;
    }
    for (unsigned i = 0; i <= asked->nlabels && asked->label_at[i] <= at; i++) {
        if (asked->label_at[i] == at) {
            return true;
        }
    }
    return false;
}

/* Targets are never rewritten: a CNAME to itself would loop. */
static bool is_target(const struct query *q, const struct find_name *asked,
                      const struct image_geo *geo)
{
    const struct blob_ref *own = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < geo->own.count; i++) {
        if (name_matches(q, asked, own[geo->own.first + i], true)) {
            return true;
        }
    }
    return false;
}

/* The decision for the client; sets the scope of whatever is answered. */
static uint32_t decide(struct query *q, const struct image_geo *geo)
{
    struct map_hit hit;
    map_find(q->image, geo->map, &q->client, &hit);
    if (q->client_is_ecs) {
        client_scope(q, hit.scope_bits);
    }
    return hit.clear ? hit.value : geo->unknown;
}

static uint32_t pick(const struct query *q, const struct image_target *target, bool flat)
{
    switch (q->msg.qtype) {
    case RRTYPE_A:
        return flat ? target->flat_a : target->a;
    case RRTYPE_AAAA:
        return flat ? target->flat_aaaa : target->aaaa;
    default:
        return flat ? REF_NONE : target->other;
    }
}

/* NODATA, with the SOA of the zone that had nothing, or the block's own. */
static enum verdict deny(struct query *q, const struct image_geo *geo, bool not_known)
{
    static const char not_served[] = "geoip: the target's addresses are not served here";
    q->flags |= FLAG_AA;
    if (not_known && (q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA)) {
        q->ede = EDE_OTHER;
        q->ede_text = not_served;
        q->ede_text_len = sizeof(not_served) - 1;
    }
    if (q->denial != NULL) {
        body_render_for(q, q->denial, q->denial_name_len);
    } else if (geo->negative != REF_NONE) {
        body_render_for(q, geo_rendering(q->image, geo->negative), q->route->zone.len);
    }
    return VERDICT_DONE;
}

static enum verdict give(struct query *q, const struct image_geo *geo, bool flat)
{
    static const char no_target[] = "geoip: no target for this client's place";
    if (flat && q->msg.qtype != RRTYPE_A && q->msg.qtype != RRTYPE_AAAA) {
        return deny(q, geo, false); /* whoever asks: only the addresses of targets are copied */
    }
    uint32_t decision = decide(q, geo);
    if (decision == 0) {
        q->refusal = EDE_PROHIBITED;
        q->refusal_text = no_target;
        return VERDICT_NEXT;
    }
    const struct image_target *target = (const struct image_target *)q->image->at[SECTION_TARGET] +
                                        geo->targets.first + decision - 1;
    uint32_t answer = pick(q, target, flat);
    if (answer == REF_NONE) {
        return deny(q, geo, flat && !target->served);
    }
    body_render(q, geo_rendering(q->image, answer));
    return VERDICT_DONE;
}

enum verdict target_first(struct query *q, uint32_t arg)
{
    const struct image_geo *geo = geo_at(q->image, arg);
    const struct image_geo_name *names = q->image->at[SECTION_GEO_NAME];
    for (uint32_t i = 0; i < geo->first.count; i++) {
        const struct image_geo_name *name = &names[geo->first.first + i];
        struct blob_ref ref = name->name;
        const uint8_t *octets = image_blob(q->image, ref);
        bool wildcard = octets[0] == 1 && octets[1] == '*';
        if (wildcard) {
            ref = (struct blob_ref){.at = ref.at + 2, .len = ref.len - 2};
        }
        if (!name_matches(q, &q->name, ref, wildcard) || (wildcard && q->name.len == ref.len)) {
            continue;
        }
        bool flat = name->flags & GEO_FLAT;
        bool address = q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA;
        return flat && !address ? VERDICT_NEXT : give(q, geo, flat);
    }
    return VERDICT_NEXT;
}

ATTR_FLATTEN enum verdict target_answer(struct query *q, uint32_t arg)
{
    const struct image_geo *geo = geo_at(q->image, arg);
    if (is_target(q, &q->name, geo)) {
        return VERDICT_NEXT;
    }
    bool apex = q->at_apex || q->name.len == q->route->zone.len;
    if (apex && q->msg.qtype == RRTYPE_SOA && geo->soa != REF_NONE) {
        body_render_for(q, geo_rendering(q->image, geo->soa), q->route->zone.len);
        return VERDICT_DONE;
    }
    return give(q, geo, apex);
}

const struct rendering *target_for(struct query *q, const struct image_block *block,
                                   const struct find_name *asked)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = block->steps[STAGE_ANSWER]; i < block->steps[STAGE_ANSWER + 1]; i++) {
        const struct image_geo *geo =
            steps[i].kind == STEP_GEO ? geo_at(q->image, steps[i].arg) : NULL;
        if (geo == NULL || is_target(q, asked, geo)) {
            continue;
        }
        uint32_t decision = decide(q, geo);
        const struct image_target *targets = q->image->at[SECTION_TARGET];
        uint32_t answer =
            decision == 0 ? REF_NONE : pick(q, &targets[geo->targets.first + decision - 1], false);
        return answer == REF_NONE ? NULL : geo_rendering(q->image, answer);
    }
    return NULL;
}
