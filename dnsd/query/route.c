/* SPDX-License-Identifier: Apache-2.0 */
#include "query/route.h"

#include "base/attr.h"
#include "base/hash.h"
#include "wire/rrtype.h"

#include <string.h>

static void prepare_name(struct query *q)
{
    const struct message *msg = &q->msg;
    uint64_t hash = hash_root(image_facts(q->image)->name_seed);
    q->hash[msg->nlabels] = hash;
    for (unsigned i = msg->nlabels; i-- > 0;) {
        hash = hash_label(hash, msg->name.octets + msg->label_at[i]);
        q->hash[i] = hash;
    }
    q->name = (struct find_name){.octets = msg->name.octets,
                                 .label_at = msg->label_at,
                                 .hash = q->hash,
                                 .nlabels = msg->nlabels,
                                 .len = msg->question_len};
}

static const struct image_route *route_of_suffix(const struct query *q, unsigned i)
{
    const struct image_slot *slots = q->image->at[SECTION_ROUTE_SLOT];
    const struct image_route *routes = q->image->at[SECTION_ROUTE];
    uint32_t mask = image_facts(q->image)->route_slot_mask;
    const uint8_t *suffix = q->name.octets + q->name.label_at[i];
    unsigned len = q->name.len - q->name.label_at[i];
    uint32_t at = (uint32_t)q->hash[i];
    for (;;) {
        uint32_t value = find_slot_next(slots, mask, q->hash[i], &at);
        if (value == 0) {
            return NULL;
        }
        const struct image_route *route = &routes[value - 1];
        if (route->zone.len == len && memcmp(image_blob(q->image, route->zone), suffix, len) == 0) {
            return route;
        }
    }
}

/* The first block of the route that is on this socket and whose view accepts the query. */
static bool take_candidate(struct query *q, const struct image_route *route)
{
    const struct image_candidate *candidates = q->image->at[SECTION_CANDIDATE];
    for (uint32_t i = 0; i < route->candidates.count; i++) {
        const struct image_candidate *candidate = &candidates[route->candidates.first + i];
        if ((candidate->groups & q->peer->groups) == 0) {
            continue;
        }
        q->route = route;
        q->view = candidate->view;
        q->block = image_block_at(q->image, candidate->block);
        return true;
    }
    return false;
}

enum verdict route_find(struct query *q)
{
    prepare_name(q);
    unsigned depth = image_facts(q->image)->route_depth;
    unsigned i = q->name.nlabels > depth ? q->name.nlabels - depth : 0;
    for (; i <= q->name.nlabels; i++) {
        const struct image_route *route = route_of_suffix(q, i);
        bool taken = route != NULL && take_candidate(q, route);
        if (taken && !(i == 0 && UNLIKELY(q->msg.qtype == RRTYPE_DS))) {
            return VERDICT_NEXT; /* DS of the zone itself: its parent's block, if there is one */
        }
    }
    if (q->block != NULL) {
        return VERDICT_NEXT;
    }
    q->rcode = RCODE_REFUSED;
    q->ede = EDE_NOT_AUTHORITATIVE;
    return VERDICT_FAIL;
}
