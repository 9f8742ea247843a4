/* SPDX-License-Identifier: Apache-2.0 */
/* Records as a master file lists them: uncompressed wire octets with their place. */
#ifndef DNSD_ZONE_RECORD_H
#define DNSD_ZONE_RECORD_H

#include "base/arena.h"
#include "base/errs.h"
#include "wire/name.h"

#include <stddef.h>
#include <stdint.h>

struct record {
    const uint8_t *owner; /* wire, as spelled; consecutive records of one owner share it;
                             HASH_SLACK octets past it are readable */
    const uint8_t *rdata; /* wire, names uncompressed and as spelled */
    uint32_t ttl;         /* seconds */
    uint32_t line;
    uint16_t type;
    uint16_t rdlen; /* octets */
    uint16_t file;  /* index into records.files */
    uint16_t col;   /* of the record's type or rdata; capped at 65535 */
    uint8_t owner_len;
};

/* All records of a zone. Owner and rdata octets live in the arena. */
struct records {
    struct arena *arena;
    struct name origin;  /* the zone's apex */
    struct record *list; /* malloc'd; count of them */
    size_t count;
    size_t room;
    const char **files; /* the zone file, then what it includes, as written */
    size_t nfiles;
};

/** The place of a record, for messages. */
static inline struct pos record_pos(const struct records *records, const struct record *record)
{
    return (struct pos){
        .file = records->files[record->file], .line = record->line, .col = record->col};
}

#endif
