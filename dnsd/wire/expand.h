/* SPDX-License-Identifier: Apache-2.0 */
/* Reading compressed records: out of a rendering's octets or a finished message. */
#ifndef DNSD_WIRE_EXPAND_H
#define DNSD_WIRE_EXPAND_H

#include "base/bytes.h"
#include "wire/name.h"
#include "wire/rr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXPAND_RDATA_SIZE = 2 * NAME_MAX_OCTETS + 20 }; /* SOA: the largest that is rebuilt */

/*
 * Where the reading stands. Offsets count as in a message: the question's name at 12, the records
 * behind its type and class.
 */
struct expand {
    struct bytes question; /* the name alone; empty when the message has no question */
    struct bytes body;     /* the records */
    size_t body_at;        /* offset of the body in the message */
    size_t at;             /* offset in the body of the next record */
    bool broken;           /* the octets are no records; set by expand_next() */
    struct name owner;
    uint8_t rdata[EXPAND_RDATA_SIZE];
};

/**
 * Begin with the records of a rendering.
 *
 * question  the name that the rendering was made for; or once its pointers are patched, the
 *           question's that it stands behind
 * body      octets of its records
 */
void expand_init(struct expand *e, struct bytes question, struct bytes body);

/** Begin with the records of a whole message. False when its question is not one or none. */
bool expand_init_message(struct expand *e, struct bytes message);

/**
 * Read the next record, with no name in it compressed.
 *
 * out  owner and rdata stay valid until the next call or as long as the body, which is shorter
 *
 * Returns false at the end, and with e->broken when what follows is no record. Rdata of types
 * that RFC 1035 does not define holds no pointers (RFC 3597 §4) and is handed out as it stands.
 */
bool expand_next(struct expand *e, struct rr *out);

/**
 * The name at an offset of the message.
 *
 * end  set to the offset after it; may be NULL
 * Pointers must lead backwards, so that every walk ends. Source: RFC 1035 §4.1.4.
 */
bool expand_name(const struct expand *e, size_t at, struct name *out, size_t *end);

/** Octets that a whole message would take with no name compressed; its own length if broken. */
size_t expand_size(struct bytes message);

#endif
