/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/expand.h"

#include "base/attr.h"
#include "wire/message.h"
#include "wire/rrtype.h"

#include <string.h>

enum {
    POINTER_BITS = 0xc0, /* RFC 1035 §4.1.4 */
    POINTER_MAX = 0x3fff,
    QUESTION_FIXED = 4, /* octets of type and class after the name */
    RR_FIXED = 10       /* octets of type, class, TTL and rdata length after the owner */
};

/* Rdata with names that may be compressed: fixed octets, names, fixed octets. RFC 1035 §3.3. */
struct layout {
    uint16_t type;
    uint8_t before;
    uint8_t nnames;
    uint8_t after;
};

static const struct layout layouts[] = {
    {RRTYPE_NS, 0, 1, 0},   {RRTYPE_MD, 0, 1, 0},    {RRTYPE_MF, 0, 1, 0}, {RRTYPE_CNAME, 0, 1, 0},
    {RRTYPE_SOA, 0, 2, 20}, {RRTYPE_MB, 0, 1, 0},    {RRTYPE_MG, 0, 1, 0}, {RRTYPE_MR, 0, 1, 0},
    {RRTYPE_PTR, 0, 1, 0},  {RRTYPE_MINFO, 0, 2, 0}, {RRTYPE_MX, 2, 1, 0},
};

static const struct layout *find_layout(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        if (layouts[i].type == type) {
            return &layouts[i];
        }
    }
    return NULL;
}

/* The octets from an offset of the message on, as far as its question or its body goes. */
static struct bytes octets_at(const struct expand *e, size_t at)
{
    if (at >= e->body_at) {
        size_t skip = at - e->body_at;
        return skip > e->body.len ? (struct bytes){.at = e->body.at, .len = 0}
                                  : (struct bytes){e->body.at + skip, e->body.len - skip};
    }
    size_t skip = at - MESSAGE_HEADER_SIZE;
    return at < MESSAGE_HEADER_SIZE || skip > e->question.len
               ? (struct bytes){.at = e->body.at, .len = 0}
               : (struct bytes){e->question.at + skip, e->question.len - skip};
}

/*
 * Follow a name.
 *
 * out  its octets, NAME_MAX_OCTETS of them; NULL = only measure
 * end  set to the offset after it where it began
 *
 * Returns its octets uncompressed, 0 when it is none.
 */
static size_t follow(const struct expand *e, size_t at, uint8_t *out, size_t *end)
{
    size_t len = 0;
    size_t bound = at; /* pointers lead to before the stretch of labels that they end */
    unsigned npointers = 0;
    *end = 0;
    for (;;) {
        struct bytes here = octets_at(e, at);
        if (here.len == 0) {
            return 0;
        }
        unsigned octet = here.at[0];
        if (octet >= POINTER_BITS) {
            size_t target = here.len < 2 ? bound : get_u16(here.at) & POINTER_MAX;
            *end = *end == 0 ? at + 2 : *end;
            if (target >= bound || ++npointers > NAME_MAX_LABELS) {
                return 0;
            }
            at = bound = target;
            continue;
        }
        if (octet > LABEL_MAX_OCTETS || octet >= here.len || len + octet + 1 > NAME_MAX_OCTETS) {
            return 0;
        }
        if (out != NULL) {
            memcpy(out + len, here.at, octet + 1);
        }
        len += octet + 1;
        at += octet + 1;
        if (octet == 0) {
            *end = *end == 0 ? at : *end;
            return len;
        }
    }
}

void expand_init(struct expand *e, struct bytes question, struct bytes body)
{
    e->question = question;
    e->body = body;
    e->body_at = MESSAGE_HEADER_SIZE + question.len + QUESTION_FIXED;
    e->at = 0;
    e->broken = false;
}

bool expand_init_message(struct expand *e, struct bytes message)
{
    e->broken = true;
    e->body = e->question = (struct bytes){.at = message.at, .len = 0};
    e->body_at = MESSAGE_HEADER_SIZE;
    e->at = 0;
    if (message.len < MESSAGE_HEADER_SIZE) {
        return false;
    }
    const uint8_t *name = message.at + MESSAGE_HEADER_SIZE;
    size_t left = message.len - MESSAGE_HEADER_SIZE;
    unsigned qdcount = get_u16(message.at + 4);
    if (qdcount == 1) {
        size_t len = name_wire_len(name, left);
        if (len == 0 || left - len < QUESTION_FIXED) {
            return false;
        }
        size_t skip = len + QUESTION_FIXED;
        expand_init(e, (struct bytes){name, len}, (struct bytes){name + skip, left - skip});
        return true;
    }
    e->body = (struct bytes){.at = name, .len = left};
    e->broken = qdcount != 0;
    return qdcount == 0;
}

bool expand_name(const struct expand *e, size_t at, struct name *out, size_t *end)
{
    size_t after;
    size_t len = follow(e, at, out->octets, &after);
    if (len == 0) {
        return false;
    }
    out->len = (uint8_t)len;
    memset(out->octets + len, 0, 8);
    if (end != NULL) {
        *end = after;
    }
    return true;
}

/*
 * Rebuild an rdata that may hold pointers.
 *
 * at, rdlen  where it stands in the message; it lies inside the body
 * out        EXPAND_RDATA_SIZE octets; NULL = only measure
 *
 * Returns its octets uncompressed, 0 when it is not of this layout.
 */
static size_t rebuild(const struct expand *e, const struct layout *layout, size_t at, size_t rdlen,
                      uint8_t *out)
{
    size_t stop = at + rdlen;
    size_t len = layout->before;
    if (rdlen < (size_t)layout->before + layout->after) {
        return 0;
    }
    if (out != NULL) {
        memcpy(out, octets_at(e, at).at, layout->before);
    }
    at += layout->before;
    for (unsigned i = 0; i < layout->nnames; i++) {
        size_t name_len = follow(e, at, out == NULL ? NULL : out + len, &at);
        if (name_len == 0 || at > stop) {
            return 0;
        }
        len += name_len;
    }
    if (stop - at != layout->after) {
        return 0;
    }
    if (out != NULL) {
        memcpy(out + len, octets_at(e, at).at, layout->after);
    }
    return len + layout->after;
}

/* What a record's fixed part says, and where its rdata stands. */
struct head {
    const uint8_t *fixed;
    const struct layout *layout; /* NULL = the rdata stands as it is */
    size_t owner_len;            /* uncompressed */
    size_t rdata_at;             /* offset in the message */
    size_t rdlen;
};

/* Read the next record's head into `out` and its owner; moves e->at past the record. */
static bool next_head(struct expand *e, struct head *out, uint8_t *owner)
{
    size_t at = 0;
    if (e->broken || e->at == e->body.len) {
        return false;
    }
    e->broken = true;
    out->owner_len = follow(e, e->body_at + e->at, owner, &at);
    if (out->owner_len == 0 || e->body.len - (at - e->body_at) < RR_FIXED) {
        return false;
    }
    out->fixed = e->body.at + (at - e->body_at);
    out->layout = find_layout(get_u16(out->fixed));
    out->rdata_at = at + RR_FIXED;
    out->rdlen = get_u16(out->fixed + 8);
    size_t next = out->rdata_at - e->body_at + out->rdlen;
    if (next > e->body.len) {
        return false;
    }
    e->at = next;
    e->broken = false;
    return true;
}

bool expand_next(struct expand *e, struct rr *out)
{
    struct head head;
    if (!next_head(e, &head, e->owner.octets)) {
        return false;
    }
    struct bytes rdata = {.at = head.fixed + RR_FIXED, .len = head.rdlen};
    if (head.layout != NULL) {
        size_t len = rebuild(e, head.layout, head.rdata_at, head.rdlen, e->rdata);
        e->broken = len == 0;
        rdata = (struct bytes){.at = e->rdata, .len = len};
    }
    e->owner.len = (uint8_t)head.owner_len;
    memset(e->owner.octets + head.owner_len, 0, 8);
    *out = (struct rr){.owner = e->owner.octets,
                       .rdata = rdata,
                       .ttl = get_u32(head.fixed + 4),
                       .type = get_u16(head.fixed),
                       .class = get_u16(head.fixed + 2)};
    return !e->broken;
}

size_t expand_size(struct bytes message)
{
    struct expand e;
    struct head head;
    size_t size = 0;
    if (!expand_init_message(&e, message)) {
        return message.len;
    }
    while (next_head(&e, &head, NULL)) {
        size_t rdlen = head.rdlen;
        if (head.layout != NULL) {
            rdlen = rebuild(&e, head.layout, head.rdata_at, head.rdlen, NULL);
            e.broken = rdlen == 0;
        }
        size += head.owner_len + RR_FIXED + rdlen;
    }
    return e.broken ? message.len : message.len - e.body.len + size;
}
