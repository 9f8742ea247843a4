/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

enum { FIXED_SIZE = 10 };

/* Type, class IN, TTL 0 and the length of the rdata. */
static uint8_t *put_fixed(uint8_t *at, uint16_t type, size_t rdlen)
{
    put_u16(at, type);
    put_u16(at + 2, CLASS_IN);
    put_u32(at + 4, 0);
    put_u16(at + 8, (uint16_t)rdlen);
    return at + FIXED_SIZE;
}

/* The client's address, owned by the question's name. */
static uint8_t *put_address(const struct query *q, uint8_t *at)
{
    bool v4 = q->peer->client.family == FAMILY_IPV4;
    size_t len = v4 ? 4 : 16;
    put_u16(at, 0xc000 | MESSAGE_HEADER_SIZE);
    at = put_fixed(at + 2, v4 ? RRTYPE_A : RRTYPE_AAAA, len);
    memcpy(at, q->peer->client.octets, len);
    return at + len;
}

/* The client's port as SRV of _udp or _tcp below the question's name. */
static uint8_t *put_port(const struct query *q, uint8_t *at)
{
    memcpy(at, q->peer->tcp ? "\4_tcp" : "\4_udp", 5);
    put_u16(at + 5, 0xc000 | MESSAGE_HEADER_SIZE);
    at = put_fixed(at + 7, RRTYPE_SRV, 7);
    put_u16(at, 0);
    put_u16(at + 2, 0);
    put_u16(at + 4, q->peer->client_port);
    at[6] = 0; /* target: the root */
    return at + 7;
}

enum verdict whoami_answer(struct query *q, uint32_t unused)
{
    enum { NEEDED = 2 + FIXED_SIZE + 16 + 7 + FIXED_SIZE + 7 };
    (void)unused;
    q->flags |= FLAG_AA;
    q->by_source = true;
    if (body_room(q) < NEEDED) {
        q->flags |= FLAG_TC;
        return VERDICT_DONE;
    }
    uint8_t *end = put_port(q, put_address(q, q->out.at + q->out_len));
    q->out_len = (size_t)(end - q->out.at);
    q->arcount = 2;
    return VERDICT_DONE;
}
