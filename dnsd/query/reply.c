/* SPDX-License-Identifier: Apache-2.0 */
#include "query/reply.h"

#include "base/attr.h"
#include "query/body.h"
#include "wire/ecs.h"

#include <string.h>

enum {
    OPT_SIZE = 11,        /* octets of an OPT record without options */
    OPTION_NSID = 3,      /* RFC 5001 §2.3 */
    OPTION_EDE = 15,      /* RFC 8914 §2 */
    UDP_SIZE_OURS = 1232, /* fits an IPv6 minimum MTU: 1280 - 40 - 8 */
    KEPT_FLAGS = FLAG_RD | FLAG_CD
};

/* Which server this is, for who asks. */
static struct bytes nsid_of(const struct query *q)
{
    struct blob_ref nsid = q->block->nsid;
    if (nsid.len > 0) {
        return (struct bytes){.at = image_blob(q->image, nsid), .len = nsid.len};
    }
    const char *name = q->host_name == NULL ? "localhost" : q->host_name;
    return (struct bytes){.at = (const uint8_t *)name, .len = strlen(name)};
}

static bool wants_nsid(const struct query *q)
{
    return q->msg.has_nsid && q->block != NULL && (q->block->flags & BLOCK_NSID);
}

void reply_begin(struct query *q, struct span out, unsigned udp_size)
{
    const struct message *msg = &q->msg;
    size_t limit = MESSAGE_MAX_SIZE;
    if (!q->peer->tcp) {
        limit = msg->udp_size < udp_size ? msg->udp_size : udp_size;
    }
    q->out = out;
    if (q->out.len > limit) {
        q->out.len = limit;
    }
    q->out_len = MESSAGE_HEADER_SIZE;
    q->opt_reserve = msg->has_opt ? OPT_SIZE : 0;
    if (UNLIKELY(wants_nsid(q))) {
        q->opt_reserve += 4 + nsid_of(q).len;
    }
    if (msg->has_question) {
        size_t len = msg->question_len + 4u;
        bytes_copy(out.at + MESSAGE_HEADER_SIZE, msg->octets + MESSAGE_HEADER_SIZE, len);
        q->out_len += len;
    }
}

/* Append the extended error to the options if it still fits. */
static size_t put_ede(const struct query *q, uint8_t *at, size_t room)
{
    size_t text_len = q->ede_text == NULL ? 0 : q->ede_text_len;
    if (q->ede == EDE_NONE || room < 6) {
        return 0;
    }
    if (room < 6 + text_len) {
        text_len = 0;
    }
    put_u16(at, OPTION_EDE);
    put_u16(at + 2, (uint16_t)(2 + text_len));
    put_u16(at + 4, (uint16_t)q->ede);
    if (text_len > 0) {
        memcpy(at + 6, q->ede_text, text_len);
    }
    return 6 + text_len;
}

static size_t put_nsid(const struct query *q, uint8_t *at)
{
    struct bytes nsid = nsid_of(q);
    put_u16(at, OPTION_NSID);
    put_u16(at + 2, (uint16_t)nsid.len);
    memcpy(at + 4, nsid.at, nsid.len);
    return 4 + nsid.len;
}

static void put_opt(struct query *q)
{
    uint8_t *at = q->out.at + q->out_len;
    uint8_t *option = at + OPT_SIZE;
    at[0] = 0;
    put_u16(at + 1, 41);
    put_u16(at + 3, q->block == NULL ? UDP_SIZE_OURS : q->block->udp_size);
    at[5] = (uint8_t)((unsigned)q->rcode >> 4);
    at[6] = 0; /* our EDNS version */
    put_u16(at + 7, q->msg.dnssec_ok ? 0x8000 : 0);
    if (q->send_ecs && (q->scope_bits > 0 || !q->by_source)) {
        option += ecs_write(&q->ecs, q->scope_bits, option);
    }
    if (UNLIKELY(wants_nsid(q))) {
        option += put_nsid(q, option);
    }
    if (UNLIKELY(q->ede != EDE_NONE)) {
        option += put_ede(q, option, (size_t)(q->out.at + q->out.len - option));
    }
    put_u16(at + 9, (uint16_t)(option - at - OPT_SIZE));
    q->out_len = (size_t)(option - q->out.at);
    q->arcount++;
}

size_t reply_finish(struct query *q)
{
    uint8_t *head = q->out.at;
    if (q->msg.has_opt) {
        put_opt(q);
    }
    unsigned flags = FLAG_QR | ((unsigned)q->msg.opcode << 11) | q->flags |
                     (q->msg.flags & KEPT_FLAGS) | ((unsigned)q->rcode & 15);
    flags = (flags | q->flags_set) & ~(unsigned)q->flags_clear;
    put_u16(head, q->msg.id);
    put_u16(head + 2, (uint16_t)flags);
    put_u16(head + 4, q->msg.has_question ? 1 : 0);
    put_u16(head + 6, q->ancount);
    put_u16(head + 8, q->nscount);
    put_u16(head + 10, q->arcount);
    return q->out_len;
}
