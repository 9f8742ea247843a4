/* SPDX-License-Identifier: Apache-2.0 */
#include "query/client.h"

#include "base/attr.h"
#include "wire/ecs.h"

#include <string.h>

bool client_is_in(const struct query *q, struct range_ref prefixes)
{
    const struct image_prefix *list = q->image->at[SECTION_PREFIX];
    for (uint32_t i = 0; i < prefixes.count; i++) {
        const struct image_prefix *element = &list[prefixes.first + i];
        struct prefix prefix = {.addr = {.family = element->family}, .bits = element->bits};
        memcpy(prefix.addr.octets, element->octets, sizeof(prefix.addr.octets));
        if (prefix_holds(&prefix, &q->peer->client)) {
            return true;
        }
    }
    return false;
}

/* Whether the block believes an option from this sender. */
static bool ecs_is_on(const struct query *q)
{
    const struct image_block *block = q->block;
    if (block->ecs_mode == ECS_OFF) {
        return false;
    }
    if (LIKELY(block->ecs_from.count == 0)) {
        return true;
    }
    return client_is_in(q, block->ecs_from);
}

static void use_source_address(struct query *q)
{
    q->client.addr = q->peer->client;
    q->client.bits = (uint8_t)family_bits(q->peer->client.family);
}

enum verdict client_find(struct query *q)
{
    if (!q->msg.has_ecs || !ecs_is_on(q)) {
        use_source_address(q);
        return VERDICT_NEXT;
    }
    if (q->msg.many_ecs || !ecs_parse(q->msg.ecs_data.at, q->msg.ecs_data.len, &q->ecs)) {
        q->rcode = RCODE_FORMERR;
        return VERDICT_FAIL;
    }
    q->send_ecs = true;
    q->opt_reserve += 8u + (q->ecs.bits + 7u) / 8u;
    if (q->ecs.bits == 0 || q->block->ecs_mode == ECS_ECHO) {
        use_source_address(q); /* source length 0: the client opted out (RFC 7871 §7.1.2) */
    } else {
        q->client = q->ecs;
        q->client_is_ecs = true;
    }
    return VERDICT_NEXT;
}
