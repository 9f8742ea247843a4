/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked for: the client-subnet option, or the source address. */
#ifndef DNSD_QUERY_CLIENT_H
#define DNSD_QUERY_CLIENT_H

#include "query/query.h"

/**
 * Set q->client, and the option to send back, as the block's ECS mode says.
 *
 * Returns false for a malformed option where ECS is on: FORMERR.
 * Source: RFC 7871 §7.1.2, §7.2.1.
 */
bool client_find(struct query *q);

/**
 * Who a block would take for the client, before client_find() or for another block than q->block.
 *
 * Returns whether *out is from the option. A malformed option counts as none.
 */
bool client_read(const struct query *q, const struct image_block *block, struct prefix *out);

/** Whether a block takes the network of an option from this sender for the client. */
bool client_may_say(const struct query *q, const struct image_block *block);

/** The answer depends on the client's network as far as `bits`: the longest scope counts. */
static inline void client_scope(struct query *q, uint8_t bits)
{
    q->scope_bits = bits > q->scope_bits ? bits : q->scope_bits;
}

/** Whether the query's source address is in one of these networks (SECTION_PREFIX). */
bool client_is_in(const struct query *q, struct range_ref prefixes);

#endif
