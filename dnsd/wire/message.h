/* SPDX-License-Identifier: Apache-2.0 */
/* A query as it arrived: header, one question, OPT with its options. Nothing is copied but the
 * name. */
#ifndef DNSD_WIRE_MESSAGE_H
#define DNSD_WIRE_MESSAGE_H

#include "base/bytes.h"
#include "wire/ecs.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stdint.h>

enum { MESSAGE_HEADER_SIZE = 12, MESSAGE_MAX_SIZE = 65535, MESSAGE_UDP_MIN = 512 };

/* Flag bits of the header's second 16-bit word. Source: RFC 1035 §4.1.1, RFC 4035 §3. */
enum {
    FLAG_QR = 0x8000,
    FLAG_AA = 0x0400,
    FLAG_TC = 0x0200,
    FLAG_RD = 0x0100,
    FLAG_RA = 0x0080,
    FLAG_Z = 0x0040,
    FLAG_AD = 0x0020,
    FLAG_CD = 0x0010
};

enum opcode { OPCODE_QUERY = 0, OPCODE_NOTIFY = 4, OPCODE_UPDATE = 5 };

enum rcode {
    RCODE_NOERROR = 0,
    RCODE_FORMERR = 1,
    RCODE_SERVFAIL = 2,
    RCODE_NXDOMAIN = 3,
    RCODE_NOTIMP = 4,
    RCODE_REFUSED = 5,
    RCODE_YXDOMAIN = 6,
    RCODE_BADVERS = 16
};

enum class { CLASS_IN = 1, CLASS_CH = 3, CLASS_HS = 4, CLASS_NONE = 254, CLASS_ANY = 255 };

/* What a stage says should happen next with the query. */
enum verdict {
    VERDICT_NEXT, /* go on with the next step */
    VERDICT_DONE, /* the answer is complete */
    VERDICT_DROP, /* send nothing */
    VERDICT_FAIL  /* an error reply: query.rcode and query.ede say which */
};

struct message {
    const uint8_t *octets; /* the packet */
    uint16_t len;
    uint16_t id;
    uint16_t flags;
    uint16_t qtype;
    uint16_t qclass;
    uint16_t udp_size; /* octets the client takes; 512 without EDNS; never below 512 */
    uint8_t opcode;
    uint8_t nlabels;      /* of the question's name */
    uint8_t question_len; /* octets of the name */
    bool has_question;    /* name, qtype and qclass are valid (also in some FORMERRs) */
    bool has_opt;
    bool dnssec_ok; /* DO */
    uint8_t edns_version;
    bool has_nsid;         /* the client asks for the server's identity */
    bool has_ecs;          /* a client-subnet option is there: ecs_data, unread */
    bool many_ecs;         /* more than one: FORMERR where ECS is on */
    bool has_tsig;         /* a TSIG record ends the message; its signature was not looked at */
    struct bytes ecs_data; /* inside the packet; valid with has_ecs */
    struct name name;      /* the question's, lower case; 8 octets past its end are zero, not all */
    uint8_t label_at[NAME_MAX_LABELS + 1]; /* offset of label i in name; [nlabels] = the root's */
    /* hashes are made on demand by the route: see query/query.h */
};

/**
 * Read a query. Checks what RFC 1035 and RFC 6891 want of every message.
 *
 * out    always written, as far as it was read: an error reply echoes the question when
 *        has_question, and carries an OPT record when has_opt
 * rcode  set when the verdict is VERDICT_FAIL
 *
 * Returns VERDICT_DROP for responses and for less than a header (nothing may be sent), VERDICT_FAIL
 * for what gets an error reply, else VERDICT_NEXT. In this order:
 *
 *     NOTIMP   any opcode but QUERY, whatever else is in the message
 *     FORMERR  QDCOUNT other than 1, more than one answer or authority record (IXFR sends one),
 *              more than two additional ones (OPT, TSIG); a question or record that is cut off, a
 *              question name with a pointer, a label past 63 or a name past 255 octets; OPT
 *              twice, outside additional or not owned by the root; an option that leaves its OPT;
 *              TSIG that is not last (RFC 8945 §5.1); octets after the last record, as Knot does
 *     BADVERS  EDNS of another version than 0
 *
 * Source: RFC 1035 §4.1, RFC 6891 §6.1, RFC 8906 §3, RFC 9619 (QDCOUNT).
 */
enum verdict message_parse(struct bytes packet, struct message *out, enum rcode *rcode);

#endif
