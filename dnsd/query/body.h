/* SPDX-License-Identifier: Apache-2.0 */
/* The reply's records: a rendering copied behind the question, cut where it does not fit. */
#ifndef DNSD_QUERY_BODY_H
#define DNSD_QUERY_BODY_H

#include "image/rendering.h"
#include "query/query.h"

/** Where the reply's records begin: behind the header and the question. */
static inline size_t body_start(const struct query *q)
{
    return MESSAGE_HEADER_SIZE + q->msg.question_len + 4u;
}

/** Octets that records may still take. */
static inline size_t body_room(const struct query *q)
{
    size_t used = q->out_len + q->opt_reserve;
    return used < q->out.len ? q->out.len - used : 0;
}

/**
 * Make a rendering the reply's records. Nothing may have been written behind the question yet.
 *
 * Sets AA as the rendering says. What does not fit is left out by whole rrsets: additional data
 * quietly, except addresses of a referral (RFC 9471 §3), and all else with TC set (RFC 2181 §9).
 */
void body_render(struct query *q, const struct rendering *rendering);

/** The same, as if the rendering had been made for a name of `name_len` octets. */
void body_render_for(struct query *q, const struct rendering *rendering, unsigned name_len);

#endif
