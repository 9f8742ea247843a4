/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of one record's rdata being read: a cursor over its tokens, and the wire so far. */
#ifndef DNSD_ZONE_FIELDS_H
#define DNSD_ZONE_FIELDS_H

#include "base/attr.h"
#include "base/errs.h"
#include "wire/name.h"
#include "zone/scanner.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RDATA_MAX = 65535 }; /* octets */

struct fields {
    const struct scanner *scanner; /* for places */
    const struct token *tokens;    /* the rdata's */
    size_t ntokens;
    size_t at;                      /* the next one */
    const struct token *type_token; /* where a record without any field is at fault */
    const struct name *origin;
    struct errs *errs;
    uint8_t *out; /* RDATA_MAX octets; len are written */
    size_t len;
    uint16_t type;
};

/** The next token, NULL when there is none (nothing is reported). */
static inline const struct token *fields_peek(const struct fields *fields)
{
    return fields->at < fields->ntokens ? &fields->tokens[fields->at] : NULL;
}

/** Take the next token; reports a record that ends too early. what  "a preference" is missing. */
const struct token *fields_next(struct fields *fields, const char *what);

/** Report a fault of a token and underline it. Returns false. */
bool fields_fail(const struct fields *fields, const struct token *token, const char *format, ...)
    ATTR_PRINTF(3, 4);

/** Report that a token is no `what`: "'x' is not a port of SRV; write ...". Returns false. */
bool fields_wrong(const struct fields *fields, const struct token *token, const char *what,
                  const char *write);

/** Append wire octets. Reports an rdata that grows past 65535 octets. */
bool fields_put(struct fields *fields, const void *octets, size_t len);

#endif
