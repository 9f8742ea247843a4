/* SPDX-License-Identifier: Apache-2.0 */
#include "image/hosts.h"

#include "image/find.h"
#include "query/body.h"
#include "step/listed.h"
#include "step/steps.h"
#include "wire/rrtype.h"

/* A name that others stand below is in no table: nothing was written for it. */
static bool has_data(const struct found *found)
{
    return found->kind != FIND_NXDOMAIN && found->node->ntypes > 0;
}

static const struct rendering *answer_of(const struct query *q, const struct segment_node *node)
{
    if (q->msg.qtype == RRTYPE_ANY) {
        return segment_rendering(node, segment_types(node)[0].rendering); /* RFC 8482 §4.1 */
    }
    return segment_answer(node, q->msg.qtype);
}

static bool is_for_next(const struct query *q, const struct image_hosts *hosts, bool exists)
{
    bool address = q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA;
    if (exists && (address || (hosts->flags & HOSTS_UNSUPPORTED) == 0)) {
        return false;
    }
    if (!exists && (hosts->flags & HOSTS_NEXT)) {
        return true;
    }
    return (hosts->flags & HOSTS_FALLTHROUGH) &&
           (hosts->fallthrough.count == 0 || listed_below(q, q->name.octets, hosts->fallthrough));
}

enum verdict hosts_answer(struct query *q, uint32_t arg)
{
    const struct image_hosts *hosts = (const struct image_hosts *)q->image->at[SECTION_HOSTS] + arg;
    bool pointer = q->msg.qtype == RRTYPE_PTR; /* reverse names need not be in the zones */
    unsigned label;
    const struct image_zone *zone = find_zone(q->image, hosts->set, &q->name, false, &label);
    if (zone == NULL || (!pointer && !listed_below(q, q->name.octets, hosts->zones))) {
        return VERDICT_NEXT;
    }
    struct found found =
        find_in_segment(image_segment(q->image, zone), &q->name, q->name.nlabels - label, false);
    bool exists = has_data(&found);
    const struct rendering *rendering = exists ? answer_of(q, found.node) : NULL;
    if (rendering != NULL) {
        body_render(q, rendering);
        return VERDICT_DONE;
    }
    if ((pointer && !exists) || is_for_next(q, hosts, exists)) {
        return VERDICT_NEXT;
    }
    q->flags |= FLAG_AA; /* a denial without SOA, which nobody keeps: RFC 2308 §5 */
    q->rcode = found.kind == FIND_NXDOMAIN ? RCODE_NXDOMAIN : RCODE_NOERROR;
    return VERDICT_DONE;
}
