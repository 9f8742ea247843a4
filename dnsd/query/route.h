/* SPDX-License-Identifier: Apache-2.0 */
/* From the question's name to the server block that answers it. */
#ifndef DNSD_QUERY_ROUTE_H
#define DNSD_QUERY_ROUTE_H

#include "query/query.h"

/**
 * Find the block with the longest zone that holds the name, among those on the query's socket
 * whose view accepts it; DS questions prefer the parent's block.
 *
 * Prepares q->name on the way, and sets q->route and q->block (NULL when there is none: REFUSED).
 * Source: corefile.md §3 "Choice of block"; RFC 4035 §3.1.4.1 (DS).
 */
enum verdict route_find(struct query *q);

/**
 * The block that another name would be answered by, on the same socket: where a CNAME leads.
 *
 * Returns NULL when there is none, or when it would have to be asked who may know (`acl`).
 */
const struct image_block *route_other(struct query *q, const struct find_name *name);

/** Whether a block asks who may know (`acl`). */
bool route_asks_acl(const struct query *q, const struct image_block *block);

#endif
