/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"
#include "wire/synth.h"
#include "wire/writer.h"

enum { LARGE_COUNT = 29 /* more records of an address, as CoreDNS has it */ };

/* Documentation addresses: RFC 5737, RFC 3849. */
static const struct addr ipv4 = {.octets = {192, 0, 2, 53}, .family = FAMILY_IPV4};
static const struct addr ipv6 = {.octets = {0x20, 0x01, 0x0d, 0xb8, [15] = 0x53},
                                 .family = FAMILY_IPV6};

static bool is_turn(uint64_t turn, uint32_t every)
{
    return every > 0 && turn % every == 0;
}

static void put_addresses(struct query *q, const struct image_erratic *erratic)
{
    struct writer writer;
    struct addr addr = q->msg.qtype == RRTYPE_A ? ipv4 : ipv6;
    uint8_t octets[16];
    unsigned count = erratic->large ? 1 + LARGE_COUNT : 1;
    writer_init(&writer, q->out, q->out_len, q->opt_reserve);
    for (unsigned i = 0; i < count; i++) {
        struct rr rr = {.owner = q->out.at + MESSAGE_HEADER_SIZE,
                        .rdata = synth_address(&addr, (struct span){octets, sizeof(octets)}),
                        .type = q->msg.qtype,
                        .class = CLASS_IN};
        addr.octets[3] = (uint8_t)(addr.octets[3] + (q->msg.qtype == RRTYPE_A));
        addr.octets[15] = (uint8_t)(addr.octets[15] + (q->msg.qtype == RRTYPE_AAAA));
        if (!writer_add(&writer, WRITER_ANSWER, &rr)) {
            q->flags |= FLAG_TC;
            break;
        }
    }
    q->out_len = q->answer_end = writer.len;
    q->ancount = writer.counts[WRITER_ANSWER];
}

enum verdict erratic_answer(struct query *q, uint32_t arg)
{
    const struct image_erratic *erratic =
        (const struct image_erratic *)q->image->at[SECTION_ERRATIC] + arg;
    uint64_t turn = q->turn++;
    if (is_turn(turn, erratic->drop)) {
        return VERDICT_DROP;
    }
    if (q->msg.qtype != RRTYPE_A && q->msg.qtype != RRTYPE_AAAA) {
        q->rcode = RCODE_SERVFAIL;
        return VERDICT_FAIL;
    }
    q->flags |= FLAG_AA;
    if (is_turn(turn, erratic->truncate)) {
        q->flags |= FLAG_TC;
    }
    put_addresses(q, erratic);
    return VERDICT_DONE;
}
