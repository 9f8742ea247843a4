/* SPDX-License-Identifier: Apache-2.0 */
#include "query/route.h"

#include "base/attr.h"
#include "base/hash.h"
#include "image/nameplate.h"
#include "query/view.h"
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

static inline const struct image_route *route_of_suffix(const struct query *q,
                                                        const struct find_name *name, unsigned i)
{
    const struct image_slot *slots = q->image->at[SECTION_ROUTE_SLOT];
    const struct image_route *routes = q->image->at[SECTION_ROUTE];
    uint32_t mask = image_facts(q->image)->route_slot_mask;
    const uint8_t *suffix = name->octets + name->label_at[i];
    unsigned len = name->len - name->label_at[i];
    uint32_t at = (uint32_t)name->hash[i];
    for (;;) {
        uint32_t value = find_slot_next(slots, mask, name->hash[i], &at);
        if (value == 0) {
            return NULL;
        }
        const struct image_route *route = &routes[value - 1];
        if (route->zone.len == len && hash_same(image_blob(q->image, route->zone), suffix, len)) {
            return route;
        }
    }
}

/* The first candidate of the route that is on this socket and whose view accepts the query. */
static const struct image_candidate *candidate_of(struct query *q, const struct image_route *route,
                                                  const struct find_name *name)
{
    const struct image_candidate *candidates = q->image->at[SECTION_CANDIDATE];
    for (uint32_t i = 0; i < route->candidates.count; i++) {
        const struct image_candidate *candidate = &candidates[route->candidates.first + i];
        if ((candidate->groups & q->peer->groups) &&
            (LIKELY(candidate->view == REF_NONE) || view_holds(q, candidate->view, name))) {
            return candidate;
        }
    }
    return NULL;
}

/* The label to begin at: no zone has more labels than route_depth. */
static unsigned first_label(const struct query *q, const struct find_name *name)
{
    unsigned depth = image_facts(q->image)->route_depth;
    return name->nlabels > depth ? name->nlabels - depth : 0;
}

/* Names below dnsd. of class CH are about the server, whatever its zones are (image/nameplate.h).
 */
static ATTR_NOINLINE bool find_plate(struct query *q)
{
    static const uint8_t dnsd[] = "\4dnsd";
    if (!name_is_below(q->name.octets, dnsd)) {
        return false;
    }
    for (uint32_t i = 0; i < q->image->count[SECTION_NAMEPLATE]; i++) {
        const struct image_nameplate *plate = nameplate_at(q->image, i);
        if ((plate->flags & NAMEPLATE_SHOWN) && (plate->groups & q->peer->groups) &&
            (plate->view == REF_NONE || view_holds(q, plate->view, &q->name))) {
            q->view = plate->view;
            q->block = image_block_at(q->image, plate->block);
            return true;
        }
    }
    return false;
}

enum verdict route_find(struct query *q)
{
    prepare_name(q);
    if (UNLIKELY(q->msg.qclass == CLASS_CH) && find_plate(q)) {
        return VERDICT_NEXT;
    }
    for (unsigned i = first_label(q, &q->name); i <= q->name.nlabels; i++) {
        const struct image_route *route = route_of_suffix(q, &q->name, i);
        const struct image_candidate *candidate =
            route == NULL ? NULL : candidate_of(q, route, &q->name);
        if (candidate == NULL) {
            continue;
        }
        q->route = route;
        q->view = candidate->view;
        q->block = image_block_at(q->image, candidate->block);
        if (i > 0 || LIKELY(q->msg.qtype != RRTYPE_DS)) {
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

bool route_asks_acl(const struct query *q, const struct image_block *block)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = block->steps[STAGE_ADMIT]; i < block->steps[STAGE_ADMIT + 1]; i++) {
        if (steps[i].kind == STEP_ACL) {
            return true;
        }
    }
    return false;
}

const struct image_block *route_other(struct query *q, const struct find_name *name)
{
    for (unsigned i = first_label(q, name); i <= name->nlabels; i++) {
        const struct image_route *route = route_of_suffix(q, name, i);
        const struct image_candidate *candidate =
            route == NULL ? NULL : candidate_of(q, route, name);
        if (candidate != NULL) {
            const struct image_block *block = image_block_at(q->image, candidate->block);
            return block != q->block && route_asks_acl(q, block) ? NULL : block;
        }
    }
    return NULL;
}
