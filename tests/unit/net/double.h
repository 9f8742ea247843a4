/* SPDX-License-Identifier: Apache-2.0 */
/* A query_serve() that net/'s tests can foresee, instead of the real one. */
#ifndef DNSD_TESTS_NET_DOUBLE_H
#define DNSD_TESTS_NET_DOUBLE_H

#include "query/query.h"

#include <string.h>

enum {
    DOUBLE_SILENT = 0x5151, /* a query with this id gets no reply */
    DOUBLE_LARGE = 0x6161   /* one with this id gets DOUBLE_LARGE_SIZE octets */
};
enum { DOUBLE_LARGE_SIZE = 60000, DOUBLE_QUERY_SIZE = 14 };

/* The reply is the query with QR set, and what follows the header inverted. */
size_t query_serve(struct query *q, struct bytes in, struct span out)
{
    (void)q;
    if (in.len < MESSAGE_HEADER_SIZE || get_u16(in.at) == DOUBLE_SILENT) {
        return 0;
    }
    size_t len = in.len;
    memcpy(out.at, in.at, in.len);
    out.at[2] |= 0x80;
    for (size_t i = MESSAGE_HEADER_SIZE; i < in.len; i++) {
        out.at[i] = (uint8_t)~in.at[i];
    }
    if (get_u16(in.at) == DOUBLE_LARGE) {
        len = DOUBLE_LARGE_SIZE;
        memset(out.at + in.len, 'L', len - in.len);
    }
    return len;
}

/* A query of DOUBLE_QUERY_SIZE octets with an id and a mark; returns its size. */
static inline size_t double_query(uint8_t *out, uint16_t id, uint16_t mark)
{
    memset(out, 0, DOUBLE_QUERY_SIZE);
    put_u16(out, id);
    put_u16(out + MESSAGE_HEADER_SIZE, mark);
    return DOUBLE_QUERY_SIZE;
}

/* The same with the two octets of length before it. */
static inline size_t double_frame(uint8_t *out, uint16_t id, uint16_t mark)
{
    put_u16(out, DOUBLE_QUERY_SIZE);
    return 2 + double_query(out + 2, id, mark);
}

#endif
