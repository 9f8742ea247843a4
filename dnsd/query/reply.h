/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a reply: question in front, header and OPT at the end. */
#ifndef DNSD_QUERY_REPLY_H
#define DNSD_QUERY_REPLY_H

#include "query/query.h"

/**
 * Begin the reply: copy the question as it came (letter case kept) and leave room for the header.
 *
 * Sets the limit q->out.len: the client's size over UDP, at most `udp_size`.
 */
void reply_begin(struct query *q, struct span out, unsigned udp_size);

/**
 * Finish the reply: OPT (own size, extended rcode, DO, client subnet, extended error), counts and
 * flags. Returns its octets. Source: RFC 1035 §4.1.1, RFC 6891 §6.1, RFC 7871 §7.2.1, RFC 8914.
 */
size_t reply_finish(struct query *q);

#endif
