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

/*
 * Whether the block believes an option from this sender. Where the answer depends on the source
 * address and not on the option, scope 0 would spread it to all.
 */
static bool ecs_is_on(const struct query *q, const struct image_block *block)
{
    if (block->ecs_mode == ECS_OFF || (block->ecs_mode == ECS_ECHO && q->by_source)) {
        return false;
    }
    if (LIKELY(block->ecs_from.count == 0)) {
        return true;
    }
    return client_is_in(q, block->ecs_from);
}

static struct prefix source_address(const struct query *q)
{
    return (struct prefix){.addr = q->peer->client,
                           .bits = (uint8_t)family_bits(q->peer->client.family)};
}

bool client_may_say(const struct query *q, const struct image_block *block)
{
    return block->ecs_mode == ECS_USE && ecs_is_on(q, block);
}

bool client_read(const struct query *q, const struct image_block *block, struct prefix *out)
{
    bool takes = q->msg.has_ecs && !q->msg.many_ecs && client_may_say(q, block) &&
                 ecs_parse(q->msg.ecs_data.at, q->msg.ecs_data.len, out) &&
                 out->bits > 0; /* source length 0: the client opted out (RFC 7871 §7.1.2) */
    if (!takes) {
        *out = source_address(q);
    }
    return takes;
}

bool client_find(struct query *q)
{
    bool is_on = q->msg.has_ecs && ecs_is_on(q, q->block);
    if (!q->msg.has_ecs || (!is_on && !q->by_ecs)) {
        q->client = source_address(q);
        return true;
    }
    if (q->msg.many_ecs || !ecs_parse(q->msg.ecs_data.at, q->msg.ecs_data.len, &q->ecs)) {
        return false;
    }
    q->send_ecs = true;
    q->opt_reserve += 8u + (q->ecs.bits + 7u) / 8u;
    if (q->ecs.bits == 0 || q->block->ecs_mode != ECS_USE || !is_on) {
        q->client = source_address(q); /* length 0: the client opted out (RFC 7871 §7.1.2) */
    } else {
        q->client = q->ecs;
        q->client_is_ecs = true;
    }
    return true;
}
