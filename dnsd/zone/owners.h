/* SPDX-License-Identifier: Apache-2.0 */
/* The owners of a zone in canonical order, each with its records, found by hash. */
#ifndef DNSD_ZONE_OWNERS_H
#define DNSD_ZONE_OWNERS_H

#include "zone/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct owner {
    const uint8_t *name; /* lower-case wire octets, the record's own or in the owners' arena;
                            HASH_SLACK readable past */
    uint32_t first;      /* index into owners.order */
    uint32_t count;      /* records */
};

struct owners {
    const struct records *records;
    struct arena *arena;
    uint32_t *order;    /* indexes into records.list: by owner in canonical order, then by type,
                           then as in the file */
    struct owner *list; /* by canonical order; the apex first, if it has records */
    size_t count;
    uint32_t *slots; /* index + 1 of list, by hash; 0 = empty */
    uint32_t slot_mask;
    uint64_t seed;
};

/**
 * Sort and group the records of a zone; all owners are at or below the origin.
 *
 * name_seed  of the image (hash_root())
 * Owns: owners_done() frees it; the records must outlive it. Source: RFC 4034 §6.1 (order).
 */
void owners_init(struct owners *owners, const struct records *records, uint64_t name_seed);

/** Free what owners_init() made. */
void owners_done(struct owners *owners);

/** The owner with this name (any case); NULL when no record has it. */
const struct owner *owners_find(const struct owners *owners, const uint8_t *name);

/** Record i (0 .. owner->count - 1) of an owner. */
static inline const struct record *owner_record(const struct owners *owners,
                                                const struct owner *owner, uint32_t i)
{
    return &owners->records->list[owners->order[owner->first + i]];
}

/** The first record of one type at an owner, and how many there are. NULL when none. */
const struct record *owner_rrset(const struct owners *owners, const struct owner *owner,
                                 uint16_t type, uint32_t *first, uint32_t *count);

/** Whether the owner has a record of the type. owner may be NULL. */
bool owner_has(const struct owners *owners, const struct owner *owner, uint16_t type);

#endif
