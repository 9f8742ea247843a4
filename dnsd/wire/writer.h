/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The general writer: records appended to a message one by one, for answers that were not rendered
 * at load.
 *
 *     struct writer w;
 *     writer_init(&w, out, len, opt_reserve);
 *     struct writer_mark rrset = writer_mark(&w);
 *     for each record of an rrset
 *         if (!writer_add(&w, WRITER_ANSWER, &rr)) { writer_undo(&w, rrset); set TC; }
 *
 * An rrset is kept whole or not at all: the mark is taken before its first record.
 */
#ifndef DNSD_WIRE_WRITER_H
#define DNSD_WIRE_WRITER_H

#include "base/bytes.h"
#include "wire/rr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WRITER_NAMES = 32 }; /* names that can be pointed to; later ones are written out */

/* In the order of the message, and to be written in that order. */
enum writer_section {
    WRITER_ANSWER,
    WRITER_AUTHORITY,
    WRITER_ADDITIONAL,
    WRITER_SECTIONS /* how many there are */
};

/* A name, or the end of one, that stands in the message. */
struct writer_name {
    uint16_t at; /* offset in the message */
    uint8_t len; /* octets uncompressed */
};

struct writer {
    uint8_t *octets; /* the message from its header on; the caller's */
    size_t len;      /* octets written, header and question included */
    size_t limit;    /* octets it may get */
    uint16_t counts[WRITER_SECTIONS];
    uint16_t nnames;
    struct writer_name names[WRITER_NAMES];
};

/* A state to go back to. */
struct writer_mark {
    size_t len;
    uint16_t counts[WRITER_SECTIONS];
    uint16_t nnames;
};

/**
 * Begin to append to a message.
 *
 * out      the message; out.len is the most it may become
 * len      octets that stand there: the header, the question, and maybe records
 * reserve  octets to leave free at the end, for OPT
 *
 * Counts start at zero: records that stood there are the caller's to count. The question's name
 * becomes the first one to point to; that of records before is not looked at.
 */
void writer_init(struct writer *w, struct span out, size_t len, size_t reserve);

/**
 * Append a record.
 *
 * The owner, and the names in the rdata of the types that RFC 1035 defines, become pointers where
 * the same name (but for ASCII case: the one written first gives the spelling) stands before.
 *
 * Returns false when it does not fit; nothing is written then, not in part either.
 * Source: RFC 1035 §4.1.4, RFC 3597 §4, RFC 4343 §4.1.
 */
bool writer_add(struct writer *w, enum writer_section section, const struct rr *rr);

/** Where the message is now. */
struct writer_mark writer_mark(const struct writer *w);

/** Go back to a mark: drop the records added since. */
void writer_undo(struct writer *w, struct writer_mark mark);

#endif
