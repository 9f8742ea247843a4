/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/find.h"
#include "query/body.h"
#include "step/additional.h"
#include "step/chain.h"
#include "step/steps.h"
#include "step/zoneset.h"
#include "wire/rrtype.h"

#include <string.h>

/* The answer to a question of type ANY: one rrset is enough. Source: RFC 8482 §4.1. */
static const struct rendering *one_rrset(const struct segment_node *node)
{
    const struct segment_type *types = segment_types(node);
    for (unsigned i = 0; i < node->ntypes; i++) {
        if (types[i].flags == 0) {
            return segment_rendering(node, types[i].rendering);
        }
    }
    return NULL;
}

static const struct rendering *node_answer(const struct query *q, const struct segment_node *node)
{
    const struct rendering *rendering = segment_answer(node, q->msg.qtype);
    return rendering == NULL && q->msg.qtype == RRTYPE_ANY ? one_rrset(node) : rendering;
}

static enum verdict deny(struct query *q, const struct segment *segment, enum rcode rcode)
{
    const struct rendering *denial = segment_denial(segment);
    q->rcode = rcode;
    q->flags |= FLAG_AA;
    if (denial != NULL) {
        body_render(q, denial);
    }
    return VERDICT_DONE;
}

/* Leave the question to the next step, and the SOA should that deny it. */
static enum verdict pass_on(struct query *q, const struct segment *segment,
                            const struct image_zone *zone)
{
    q->denial = segment_denial(segment);
    q->denial_name_len = zone->apex.len;
    q->at_apex = q->name.len == zone->apex.len;
    return VERDICT_NEXT;
}

/* An apex without addresses, in a block whose geoip targets can give it some. */
static bool is_for_geo(const struct query *q, const struct image_zone *zone,
                       const struct segment_node *node)
{
    return (zone->flags & ZONE_NEXT) && q->name.len == zone->apex.len &&
           (q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA) &&
           segment_answer(node, RRTYPE_A) == NULL && segment_answer(node, RRTYPE_AAAA) == NULL;
}

/* Whether a name without records is for the next plugin, as the zone's line says. */
static bool falls_through(const struct query *q, const struct image_zone *zone)
{
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

ATTR_FLATTEN enum verdict zone_answer(struct query *q, uint32_t set)
{
    bool at_parent = q->msg.qtype == RRTYPE_DS;
    unsigned label;
    const struct image_zone *zone = find_zone(q->image, set, &q->name, at_parent, &label);
    if (zone == NULL) {
        return VERDICT_NEXT;
    }
    const struct segment *segment = image_segment(q->image, zone);
    struct found found = find_in_segment(segment, &q->name, q->name.nlabels - label, at_parent);
    const struct rendering *rendering = NULL;
    if (found.kind == FIND_ANSWER || found.kind == FIND_WILDCARD) {
        rendering = node_answer(q, found.node);
    } else if (found.kind == FIND_REFERRAL) {
        rendering = zoneset_referral(q, found.node);
    }
    if (rendering != NULL) {
        body_render(q, rendering);
        if ((rendering->flags & RENDERING_HOSTS) && !(q->flags & FLAG_TC)) {
            additional_hosts(q, set);
        }
        return VERDICT_DONE;
    }
    if (found.kind == FIND_DNAME ||
        (found.kind != FIND_NXDOMAIN && found.node->flags & NODE_CNAME)) {
        return chain_answer(q, set);
    }
    if (found.kind == FIND_NXDOMAIN) {
        return (zone->flags & ZONE_NEXT) || falls_through(q, zone)
                   ? pass_on(q, segment, zone)
                   : deny(q, segment, RCODE_NXDOMAIN);
    }
    if (is_for_geo(q, zone, found.node) ||
        (found.node->ntypes == 0 && falls_through(q, zone))) { /* an empty non-terminal */
        return pass_on(q, segment, zone);
    }
    return deny(q, segment, RCODE_NOERROR);
}
