/* SPDX-License-Identifier: Apache-2.0 */
/* Records out of the entries of a master file: what is remembered from one line to the next. */
#ifndef DNSD_ZONE_READER_H
#define DNSD_ZONE_READER_H

#include "base/errs.h"
#include "wire/name.h"
#include "zone/fields.h"
#include "zone/record.h"
#include "zone/scanner.h"

#include <stdbool.h>
#include <stdint.h>

struct reader {
    struct records *out;
    struct errs *errs;
    struct scanner *scanner; /* of the file being read */
    struct name origin;
    const uint8_t *owner; /* the last one, in the arena; NULL = none yet, or a wrong one */
    uint32_t default_ttl; /* $TTL */
    uint32_t last_ttl;    /* of the last record that wrote one */
    uint32_t soa_line;    /* of the SOA; 0 = none yet */
    uint32_t soa_ttl;     /* its minimum */
    uint16_t soa_file;
    uint16_t file; /* index into out->files */
    uint8_t owner_len;
    bool owner_wrong; /* the last owner was reported: records that go on with it are dropped */
    bool has_default_ttl;
    bool has_last_ttl;
    bool soa_seen; /* a record of type SOA stood there, right or wrong */
    bool ttl_warned;
    bool signed_warned;
    bool failed;              /* an entry had a fault */
    unsigned depth;           /* of includes */
    uint8_t rdata[RDATA_MAX]; /* of the record being read */
};

/**
 * Read one record and append it to out.
 *
 * entry  not broken, not a directive
 * Returns false after adding an error. Source: RFC 1035 §5.1, RFC 2308 §4.
 */
bool reader_record(struct reader *reader, const struct entry *entry);

/** Report a fault of a token and underline it. Returns false. */
bool reader_fail(const struct reader *reader, const struct token *token, const char *format, ...)
    ATTR_PRINTF(3, 4);

#endif
