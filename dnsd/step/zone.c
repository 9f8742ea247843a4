/* SPDX-License-Identifier: Apache-2.0 */
#include "image/find.h"
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

/* The zone of the set whose apex is the name from label i on. */
static const struct image_zone *zone_at(const struct query *q, uint32_t set, unsigned i)
{
    const struct image_slot *slots = q->image->at[SECTION_ZONE_SLOT];
    uint32_t mask = image_facts(q->image)->zone_slot_mask;
    uint64_t hash = find_zone_hash(q->name.hash[i], set);
    const uint8_t *suffix = q->name.octets + q->name.label_at[i];
    unsigned len = q->name.len - q->name.label_at[i];
    uint32_t at = (uint32_t)hash;
    for (;;) {
        uint32_t value = find_slot_next(slots, mask, hash, &at);
        if (value == 0) {
            return NULL;
        }
        const struct image_zone *zone = image_zone_at(q->image, value - 1);
        if (zone->set == set && zone->apex.len == len &&
            memcmp(image_blob(q->image, zone->apex), suffix, len) == 0) {
            return zone;
        }
    }
}

/* The longest zone of the set that holds the name; for DS of an apex the parent's if there. */
static const struct image_zone *zone_of(const struct query *q, uint32_t set, unsigned *label)
{
    unsigned depth = image_facts(q->image)->zone_depth;
    unsigned i = q->name.nlabels > depth ? q->name.nlabels - depth : 0;
    const struct image_zone *best = NULL;
    for (; i <= q->name.nlabels; i++) {
        const struct image_zone *zone = zone_at(q, set, i);
        if (zone == NULL) {
            continue;
        }
        best = zone;
        *label = i;
        if (i > 0 || q->msg.qtype != RRTYPE_DS) {
            break;
        }
    }
    return best;
}

/* The answer to a question of type ANY: one rrset is enough. Source: RFC 8482 §4.1. */
static const struct rendering *one_rrset(const struct segment_node *node)
{
    return node->ntypes == 0 ? NULL : segment_rendering(node, segment_types(node)[0].rendering);
}

static const struct rendering *node_answer(const struct query *q, const struct segment_node *node)
{
    const struct rendering *rendering = segment_answer(node, q->msg.qtype);
    if (rendering != NULL) {
        return rendering;
    }
    if (q->msg.qtype == RRTYPE_ANY) {
        return one_rrset(node);
    }
    return (node->flags & NODE_CNAME) ? segment_answer(node, RRTYPE_CNAME) : NULL;
}

static const struct rendering *referral(const struct query *q, const struct segment_node *cut)
{
    const struct rendering *with_ds =
        q->msg.dnssec_ok ? segment_answer(cut, SEGMENT_REFERRAL_DS) : NULL;
    return with_ds != NULL ? with_ds : segment_answer(cut, SEGMENT_REFERRAL);
}

static void deny(struct query *q, const struct segment *segment)
{
    q->flags |= FLAG_AA;
    if (segment->negative != 0) {
        body_render(q, (const struct rendering *)(const void *)((const uint8_t *)segment +
                                                                (uint64_t)segment->negative *
                                                                    SEGMENT_UNIT));
    }
}

/* Whether a name that does not exist is for the next plugin. */
static bool passes_on(const struct query *q, const struct image_zone *zone)
{
    if (zone->flags & ZONE_NEXT) {
        return true;
    }
    if (!(zone->flags & ZONE_FALLTHROUGH)) {
        return false;
    }
    const struct blob_ref *names = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < zone->fallthrough.count; i++) {
        const uint8_t *name = image_blob(q->image, names[zone->fallthrough.first + i]);
        if (name_is_below(q->name.octets, name)) {
            return true;
        }
    }
    return zone->fallthrough.count == 0;
}

enum verdict zone_answer(struct query *q, uint32_t set)
{
    unsigned label = 0;
    const struct image_zone *zone = zone_of(q, set, &label);
    if (zone == NULL) {
        return VERDICT_NEXT;
    }
    const struct segment *segment = image_segment(q->image, zone);
    struct found found =
        find_in_segment(segment, &q->name, q->name.nlabels - label, q->msg.qtype == RRTYPE_DS);
    const struct rendering *rendering = NULL;
    if (found.kind == FIND_ANSWER || found.kind == FIND_WILDCARD) {
        rendering = node_answer(q, found.node);
    } else if (found.kind == FIND_REFERRAL) {
        rendering = referral(q, found.node);
    }
    if (rendering != NULL) {
        body_render(q, rendering);
        return VERDICT_DONE;
    }
    if (found.kind == FIND_NXDOMAIN) {
        if (passes_on(q, zone)) {
            return VERDICT_NEXT;
        }
        q->rcode = RCODE_NXDOMAIN;
    }
    deny(q, segment);
    return VERDICT_DONE;
}
