/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked for: the client-subnet option, or the source address. */
#ifndef DNSD_QUERY_CLIENT_H
#define DNSD_QUERY_CLIENT_H

#include "query/query.h"

/**
 * Set q->client, and the option to send back, as the block's ECS mode says.
 *
 * A malformed option where ECS is on is FORMERR. Source: RFC 7871 §7.1.2, §7.2.1; corefile.md §1.
 */
enum verdict client_find(struct query *q);

#endif
