/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/message.h"

#include "base/attr.h"
#include "base/lower.h"
#include "wire/rrtype.h"

enum {
    RR_FIXED = 10,       /* octets of type, class, TTL and rdata length after the owner */
    QUESTION_FIXED = 4,  /* octets of type and class after the name */
    OPTION_NSID = 3,     /* RFC 5001 §2.3 */
    OPTION_ECS = 8,      /* RFC 7871 §6 */
    OPT_DO = 0x80,       /* in the first octet of OPT's flags */
    OPTION_FIXED = 4,    /* octets of an option's code and length */
    MAX_ADDITIONAL = 2,  /* OPT and one signature */
    POINTER_MASK = 0xc0, /* RFC 1035 §4.1.4 */
    POINTER_OCTETS = 2
};

/* QDCOUNT to ARCOUNT as one load_u64(): a question and one additional record. */
static const uint64_t WITH_OPT = 0x0100000000000100u;
static const uint64_t OPT_ALONE = 0x0100000000000000u;

/*
 * Copy the question's name in lower case, the last word as one that ends with the name and laps
 * over the one before. The header's 12 octets stand before the name, so that nothing is read
 * outside the packet in the case of short names either.
 */
static inline void copy_name(const uint8_t *octets, size_t len, struct name *name)
{
    uint64_t last = lower_u64(load_u64(octets + len - 8));
    uint8_t *to = name->octets;
    if (LIKELY(len >= 16)) {
        for (size_t at = 0; at + 16 < len; at += 16) {
            lower_copy16(to + at, octets + at);
        }
        lower_copy16(to + len - 16, octets + len - 16);
    } else if (len >= 8) {
        uint64_t first = lower_u64(load_u64(octets));
        memcpy(to, &first, 8);
        memcpy(to + len - 8, &last, 8);
    } else {
        last >>= 8 * (8 - len);
        memcpy(to, &last, 8);
    }
    memset(to + len, 0, 8);
    name->len = (uint8_t)len;
}

/* Returns the offset after the question, 0 when it is none. */
static inline size_t read_question(struct bytes packet, struct message *out)
{
    const uint8_t *octets = packet.at + MESSAGE_HEADER_SIZE;
    size_t limit = packet.len - MESSAGE_HEADER_SIZE;
    uint8_t *label = out->label_at;
    size_t at = 0;
    if (UNLIKELY(limit <= QUESTION_FIXED)) {
        return 0;
    }
    limit -= QUESTION_FIXED;
    limit = limit < NAME_MAX_OCTETS ? limit : NAME_MAX_OCTETS;
    size_t len = octets[0];
    while (len - 1 < LABEL_MAX_OCTETS) { /* neither the root's, nor too long or a pointer */
        *label++ = (uint8_t)at;
        at += len + 1;
        if (UNLIKELY(at >= limit)) {
            return 0;
        }
        len = octets[at];
    }
    if (UNLIKELY(len != 0)) {
        return 0;
    }
    *label = (uint8_t)at++;
    out->nlabels = (uint8_t)(label - out->label_at);
    out->question_len = (uint8_t)at;
    out->qtype = get_u16(octets + at);
    out->qclass = get_u16(octets + at + 2);
    out->has_question = true;
    copy_name(octets, at, &out->name);
    return MESSAGE_HEADER_SIZE + at + QUESTION_FIXED;
}

/* Note the options that somebody acts on; false when one ends outside the OPT record. */
static inline bool read_options(const uint8_t *at, const uint8_t *end, struct message *out)
{
    while (end - at >= OPTION_FIXED) {
        unsigned code = get_u16(at);
        size_t len = get_u16(at + 2);
        at += OPTION_FIXED;
        if (UNLIKELY(len > (size_t)(end - at))) {
            return false;
        }
        if (code == OPTION_ECS) {
            out->many_ecs = out->has_ecs;
            out->has_ecs = true;
            out->ecs_data = (struct bytes){.at = at, .len = len};
        } else if (code == OPTION_NSID) {
            out->has_nsid = true;
        }
        at += len;
    }
    return at == end;
}

/* rr  at the record's type; the whole record lies inside the packet. */
static inline bool read_opt(const uint8_t *rr, size_t rdlen, struct message *out)
{
    unsigned size = get_u16(rr + 2);
    out->has_opt = true;
    out->udp_size = (uint16_t)(size < MESSAGE_UDP_MIN ? MESSAGE_UDP_MIN : size);
    out->edns_version = rr[5];
    out->dnssec_ok = (rr[6] & OPT_DO) != 0;
    if (UNLIKELY(out->edns_version != 0)) {
        return true; /* what its options look like is another version's matter */
    }
    const uint8_t *options = rr + RR_FIXED;
    return read_options(options, options + rdlen, out);
}

/* Returns the offset after the owner at `at`, 0 when it is malformed. */
static size_t skip_owner(struct bytes packet, size_t at)
{
    size_t start = at;
    while (at < packet.len && at - start < NAME_MAX_OCTETS) {
        unsigned len = packet.at[at];
        if (len == 0) {
            return at + 1;
        }
        if ((len & POINTER_MASK) == POINTER_MASK) {
            return packet.len - at < POINTER_OCTETS ? 0 : at + POINTER_OCTETS;
        }
        if (len > LABEL_MAX_OCTETS) {
            return 0;
        }
        at += len + 1;
    }
    return 0;
}

/*
 * Walk the records after the question for OPT and TSIG.
 *
 * at     the first record
 * first  how many there are before the additional section
 * count  how many there are in all
 */
static ATTR_NOINLINE bool read_records(struct bytes packet, size_t at, unsigned first,
                                       unsigned count, struct message *out)
{
    for (unsigned i = 0; i < count; i++) {
        bool at_root = at < packet.len && packet.at[at] == 0;
        at = skip_owner(packet, at);
        if (at == 0 || packet.len - at < RR_FIXED || out->has_tsig) {
            return false;
        }
        const uint8_t *rr = packet.at + at;
        unsigned type = get_u16(rr);
        size_t rdlen = get_u16(rr + 8);
        at += RR_FIXED + rdlen;
        if (at > packet.len || (i < first && (type == RRTYPE_OPT || type == RRTYPE_TSIG))) {
            return false;
        }
        if (type == RRTYPE_OPT && (!at_root || out->has_opt || !read_opt(rr, rdlen, out))) {
            return false;
        }
        out->has_tsig = type == RRTYPE_TSIG;
    }
    return at == packet.len;
}

/* Whether one record is left and is OPT, as in most queries. */
static inline bool is_opt_last(struct bytes packet, size_t at)
{
    const uint8_t *owner = packet.at + at;
    return packet.len - at > RR_FIXED && owner[0] == 0 && get_u16(owner + 1) == RRTYPE_OPT &&
           get_u16(owner + 9) == packet.len - at - 1 - RR_FIXED;
}

/* No question, which is an error, but one with OPT is told so with OPT. Source: RFC 6891 §6.1.1. */
static ATTR_NOINLINE void read_opt_alone(struct bytes packet, struct message *out)
{
    if (load_u64(packet.at + 4) == OPT_ALONE && is_opt_last(packet, MESSAGE_HEADER_SIZE)) {
        const uint8_t *rr = packet.at + MESSAGE_HEADER_SIZE + 1;
        read_opt(rr, packet.len - MESSAGE_HEADER_SIZE - 1 - RR_FIXED, out);
    }
}

/* What follows the header; false = FORMERR. */
static inline bool read_body(struct bytes packet, struct message *out)
{
    const uint8_t *counts = packet.at + 4;
    unsigned qdcount = get_u16(counts);
    if (UNLIKELY(qdcount == 0)) {
        read_opt_alone(packet, out);
        return false;
    }
    size_t at = read_question(packet, out);
    if (UNLIKELY(at == 0)) {
        return false;
    }
    if (LIKELY(load_u64(counts) == WITH_OPT && is_opt_last(packet, at))) {
        return read_opt(packet.at + at + 1, packet.len - at - 1 - RR_FIXED, out);
    }
    unsigned ancount = get_u16(counts + 2);
    unsigned nscount = get_u16(counts + 4);
    unsigned arcount = get_u16(counts + 6);
    if (qdcount > 1 || ancount > 1 || nscount > 1 || arcount > MAX_ADDITIONAL) {
        return false;
    }
    return read_records(packet, at, ancount + nscount, ancount + nscount + arcount, out);
}

static inline void read_header(struct bytes packet, struct message *out)
{
    out->octets = packet.at;
    out->len = (uint16_t)packet.len;
    out->id = get_u16(packet.at);
    out->flags = get_u16(packet.at + 2);
    out->opcode = out->flags >> 11 & 0xf;
    out->udp_size = MESSAGE_UDP_MIN;
    out->has_question = false;
    out->has_opt = false;
    out->dnssec_ok = false;
    out->edns_version = 0;
    out->has_nsid = false;
    out->has_ecs = false;
    out->many_ecs = false;
    out->has_tsig = false;
}

static ATTR_NOINLINE void no_question(struct message *out)
{
    out->qtype = 0;
    out->qclass = 0;
    out->nlabels = 0;
    out->question_len = 0;
    out->name.len = 0;
    memset(out->name.octets, 0, 9);
}

enum verdict message_parse(struct bytes packet, struct message *out, enum rcode *rcode)
{
    if (UNLIKELY(packet.len < MESSAGE_HEADER_SIZE || packet.len > MESSAGE_MAX_SIZE)) {
        *out = (struct message){.octets = packet.at, .udp_size = MESSAGE_UDP_MIN};
        return VERDICT_DROP;
    }
    read_header(packet, out);
    if (UNLIKELY(out->flags & FLAG_QR)) {
        no_question(out);
        return VERDICT_DROP;
    }
    bool whole = read_body(packet, out);
    if (LIKELY(whole && out->opcode == OPCODE_QUERY && out->edns_version == 0)) {
        return VERDICT_NEXT;
    }
    if (!out->has_question) {
        no_question(out);
    }
    *rcode = out->opcode != OPCODE_QUERY ? RCODE_NOTIMP : whole ? RCODE_BADVERS : RCODE_FORMERR;
    return VERDICT_FAIL;
}
