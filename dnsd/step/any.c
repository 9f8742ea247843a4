/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

/* The whole record but its owner: HINFO, class IN, TTL 8482, as CoreDNS sends it. */
static const uint8_t hinfo[] = "\0\15\0\1\0\0\x21\x22\0\33\15"
                               "ANY obsoleted"
                               "\14See RFC 8482";

enum verdict any_answer(struct query *q, uint32_t unused)
{
    enum { HINFO_SIZE = sizeof(hinfo) - 1 };
    (void)unused;
    if (q->msg.qtype != RRTYPE_ANY || q->msg.qclass != CLASS_IN) {
        return VERDICT_NEXT;
    }
    if (body_room(q) < 2 + HINFO_SIZE) {
        q->flags |= FLAG_TC;
        return VERDICT_DONE;
    }
    uint8_t *at = q->out.at + q->out_len;
    put_u16(at, 0xc000 | MESSAGE_HEADER_SIZE);
    memcpy(at + 2, hinfo, HINFO_SIZE);
    q->out_len += 2 + HINFO_SIZE;
    q->answer_end = q->out_len;
    q->ancount = 1;
    return VERDICT_DONE;
}
