/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"
#include "wire/synth.h"
#include "wire/writer.h"

#include <string.h>

enum { TTL_S = 604800, RDATA_SIZE = 64 };

static const uint8_t localhost[] = "\11localhost";            /* its NUL is the root label */
static const uint8_t root_localhost[] = "\4root\11localhost"; /* the mailbox */

/* An address of this machine itself; no family for other types. */
static struct addr loopback(uint16_t type)
{
    struct addr addr = {.family = FAMILY_NONE};
    if (type == RRTYPE_A) {
        addr = (struct addr){.octets = {127, 0, 0, 1}, .family = FAMILY_IPV4};
    } else if (type == RRTYPE_AAAA) {
        addr = (struct addr){.octets = {[15] = 1}, .family = FAMILY_IPV6};
    }
    return addr;
}

enum verdict localhost_answer(struct query *q, uint32_t unused)
{
    static const struct synth_soa soa = {.serial = 1, .minimum_s = TTL_S};
    uint8_t octets[RDATA_SIZE];
    struct span room = {.at = octets, .len = sizeof(octets)};
    struct addr addr = loopback(q->msg.qtype);
    bool found = addr.family != FAMILY_NONE;
    struct writer writer;
    (void)unused;
    if (q->name.nlabels < 2 || memcmp(q->name.octets, localhost, sizeof(localhost) - 1) != 0) {
        return VERDICT_NEXT;
    }
    struct rr rr = {.owner = q->out.at + MESSAGE_HEADER_SIZE,
                    .rdata = found ? synth_address(&addr, room)
                                   : synth_soa(localhost, root_localhost, &soa, room),
                    .ttl = TTL_S,
                    .type = found ? q->msg.qtype : RRTYPE_SOA,
                    .class = CLASS_IN};
    writer_init(&writer, q->out, q->out_len, q->opt_reserve);
    q->flags |= FLAG_AA;
    if (!writer_add(&writer, found ? WRITER_ANSWER : WRITER_AUTHORITY, &rr)) {
        q->flags |= FLAG_TC;
    }
    q->out_len = writer.len;
    q->ancount = writer.counts[WRITER_ANSWER];
    q->nscount = writer.counts[WRITER_AUTHORITY];
    q->answer_end = found ? writer.len : body_start(q);
    return VERDICT_DONE;
}
