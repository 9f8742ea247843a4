/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/settle.h"

#include "base/must.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Records are chained by owner, each to the one before it at the same owner, and only owners with
 * several records are looked at. To chain them, the owners' hashes are split by their first bits
 * into parts whose hash table stays in the cache: one table of all, missing at every look-up, took
 * a fifth of the time to load a million names.
 */
struct hashed {
    uint32_t tag; /* of the owner's hash */
    uint32_t index;
};

enum { PART_BITS_MAX = 8, PART_RECORDS = 4096, RDATA_ROOM = 65536 };

struct settle {
    struct records *records;
    struct errs *errs;
    struct hashed *hashed; /* the first record of each run that shares its owner's octets */
    size_t nhashed;
    uint32_t *slots; /* index + 1 of a part's last record so far at an owner; 0 = empty */
    uint32_t slot_mask;
    uint32_t *before; /* by record: index + 1 of the one before it at the owner; 0 = none */
    uint8_t *is_last; /* by record: the last one at its owner */
    uint32_t *group;  /* the records of the owner being looked at; ngroup of group_room */
    size_t ngroup;
    size_t group_room;
    uint8_t *canonical[2]; /* scratch: two rdata in canonical form */
    bool ok;
    size_t ndropped;
};

static void settle_init(struct settle *s, struct records *records, struct errs *errs)
{
    *s = (struct settle){.records = records,
                         .errs = errs,
                         .hashed = must(malloc((records->count + 1) * sizeof(*s->hashed))),
                         .before = must(calloc(records->count + 1, sizeof(*s->before))),
                         .is_last = must(calloc(records->count + 1, 1)),
                         .canonical = {must(malloc(RDATA_ROOM)), must(malloc(RDATA_ROOM))},
                         .ok = true};
}

static void settle_done(struct settle *s)
{
    free(s->hashed);
    free(s->slots);
    free(s->before);
    free(s->is_last);
    free(s->group);
    free(s->canonical[0]);
    free(s->canonical[1]);
}

static uint32_t owner_tag(const struct record *record)
{
    struct name name;
    memcpy(name.octets, record->owner, record->owner_len);
    memset(name.octets + record->owner_len, 0, 8);
    name.len = record->owner_len;
    name_lower(&name);
    return (uint32_t)(name_hash(0, name.octets) >> 32);
}

/* Chain the runs, and hash the owner of each. */
static void hash_owners(struct settle *s)
{
    const struct record *list = s->records->list;
    for (size_t i = 0; i < s->records->count; i++) {
        s->is_last[i] = 1;
        if (i > 0 && list[i].owner == list[i - 1].owner) {
            s->before[i] = (uint32_t)i; /* that of i - 1, counted from 1 */
            s->is_last[i - 1] = 0;
        } else {
            s->hashed[s->nhashed++] =
                (struct hashed){.tag = owner_tag(&list[i]), .index = (uint32_t)i};
        }
    }
}

/* Chain the run that begins with a record to the one before it at the same owner. */
static void chain(struct settle *s, const struct hashed *entry, uint32_t *tags)
{
    const struct record *list = s->records->list;
    uint32_t at = entry->tag & s->slot_mask;
    for (; s->slots[at] != 0; at = (at + 1) & s->slot_mask) {
        uint32_t last = s->slots[at];
        if (tags[at] == entry->tag && name_equal(list[last - 1].owner, list[entry->index].owner)) {
            while (!s->is_last[last - 1]) {
                last++; /* to the end of its run */
            }
            s->before[entry->index] = last;
            s->is_last[last - 1] = 0;
            break;
        }
    }
    s->slots[at] = entry->index + 1;
    tags[at] = entry->tag;
}

static void chain_part(struct settle *s, const struct hashed *part, size_t count)
{
    uint32_t size = 16;
    while (size < 2 * count) {
        size *= 2;
    }
    s->slot_mask = size - 1;
    s->slots = must(realloc(s->slots, 2 * sizeof(*s->slots) * size));
    memset(s->slots, 0, sizeof(*s->slots) * size);
    for (size_t i = 0; i < count; i++) {
        chain(s, &part[i], s->slots + size);
    }
}

/* Sort by the first bits of the tag; within a part the order stays. */
static void chain_all(struct settle *s)
{
    size_t ends[(1 << PART_BITS_MAX) + 1] = {0};
    unsigned bits = 0;
    while (bits < PART_BITS_MAX && s->nhashed >> bits > PART_RECORDS) {
        bits++;
    }
    for (size_t i = 0; i < s->nhashed; i++) {
        ends[((uint64_t)s->hashed[i].tag << bits >> 32) + 1]++;
    }
    for (size_t part = 0; part < (size_t)1 << bits; part++) {
        ends[part + 1] += ends[part]; /* so far: where it starts */
    }
    struct hashed *sorted = must(malloc((s->nhashed + 1) * sizeof(*sorted)));
    for (size_t i = 0; i < s->nhashed; i++) {
        sorted[ends[(uint64_t)s->hashed[i].tag << bits >> 32]++] = s->hashed[i];
    }
    for (size_t part = 0, from = 0; part < (size_t)1 << bits; from = ends[part++]) {
        chain_part(s, sorted + from, ends[part] - from);
    }
    free(sorted);
}

static void gather(struct settle *s, uint32_t last)
{
    s->ngroup = 0;
    for (uint32_t at = last + 1; at != 0; at = s->before[at - 1]) {
        if (s->ngroup == s->group_room) {
            s->group_room = s->group_room * 2 + 16;
            s->group = must(realloc(s->group, s->group_room * sizeof(*s->group)));
        }
        s->group[s->ngroup++] = at - 1;
    }
}

static void make_canonical(const struct record *record, uint8_t *out)
{
    struct rrtype_name names[RRTYPE_NAMES_MAX];
    struct bytes rdata = {.at = record->rdata, .len = record->rdlen};
    memcpy(out, record->rdata, record->rdlen);
    size_t count = rrtype_names(record->type, rdata, names);
    for (size_t i = 0; i < count; i++) {
        for (unsigned j = names[i].at; j < names[i].at + (unsigned)names[i].len; j++) {
            out[j] = out[j] >= 'A' && out[j] <= 'Z' ? (uint8_t)(out[j] + 32) : out[j];
        }
    }
}

static int compare_rdata(const struct settle *s, const struct record *a, const struct record *b)
{
    const uint8_t *left = a->rdata;
    const uint8_t *right = b->rdata;
    if (rrtype_lowers(a->type)) {
        make_canonical(a, s->canonical[0]);
        make_canonical(b, s->canonical[1]);
        left = s->canonical[0];
        right = s->canonical[1];
    }
    int order = memcmp(left, right, a->rdlen < b->rdlen ? a->rdlen : b->rdlen);
    return order != 0 ? order : (a->rdlen > b->rdlen) - (a->rdlen < b->rdlen);
}

/* By type, then rdata, then as in the file. */
static int compare(const void *left, const void *right, void *arg)
{
    const struct settle *s = arg;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;
    const struct record *a = &s->records->list[i];
    const struct record *b = &s->records->list[j];
    if (a->type != b->type) {
        return a->type < b->type ? -1 : 1;
    }
    int order = compare_rdata(s, a, b);
    return order != 0 ? order : (i > j) - (i < j);
}

static const struct record *at(const struct settle *s, size_t i)
{
    return &s->records->list[s->group[i]];
}

/* Whether two records are of one rrset; signatures of other types' sets count apart. */
static bool same_rrset(const struct record *a, const struct record *b)
{
    return a->type == b->type &&
           (a->type != RRTYPE_RRSIG || get_u16(a->rdata) == get_u16(b->rdata));
}

static void drop_duplicate(struct settle *s, size_t i, const struct record *first)
{
    char type[RRTYPE_TEXT_SIZE];
    struct record *record = &s->records->list[s->group[i]];
    err_warn(s->errs, record_pos(s->records, record),
             "this %s stands in line %u of '%s' already and is dropped; remove one of them",
             rrtype_format(record->type, type), first->line, s->records->files[first->file]);
    record->owner = NULL; /* sweep() takes it away */
    s->ndropped++;
}

/* One TTL for the rrset of group[from] .. group[to - 1]. */
static void settle_ttl(struct settle *s, size_t from, size_t to)
{
    const struct record *lowest = at(s, from);
    const struct record *other = NULL;
    for (size_t i = from + 1; i < to; i++) {
        const struct record *record = at(s, i);
        if (record->ttl != lowest->ttl) {
            other = record->ttl < lowest->ttl ? lowest : record;
            lowest = record->ttl < lowest->ttl ? record : lowest;
        }
    }
    if (other == NULL) {
        return;
    }
    char type[RRTYPE_TEXT_SIZE];
    uint32_t ttl = lowest->ttl;
    err_warn(s->errs, record_pos(s->records, other),
             "TTL %u differs from %u of the %s in line %u of '%s', and the lowest is used for all; "
             "write one TTL for the records of a name and type",
             other->ttl, ttl, rrtype_format(other->type, type), lowest->line,
             s->records->files[lowest->file]);
    for (size_t i = from; i < to; i++) {
        s->records->list[s->group[i]].ttl = ttl;
    }
}

/* Duplicates stand next to one another now. */
static void settle_rrset(struct settle *s, size_t from, size_t to)
{
    settle_ttl(s, from, to);
    size_t first = from;
    for (size_t i = from + 1; i < to; i++) {
        if (compare_rdata(s, at(s, first), at(s, i)) == 0) {
            drop_duplicate(s, i, at(s, first));
        } else {
            first = i;
        }
    }
}

static void fail_single(struct settle *s, const struct record *record, const struct record *other)
{
    char type[RRTYPE_TEXT_SIZE];
    s->ok = err_add(s->errs, record_pos(s->records, record),
                    "a second, other %s at one name, after the one in line %u of '%s'; write one",
                    rrtype_format(record->type, type), other->line, s->records->files[other->file]);
}

static void fail_cname(struct settle *s, const struct record *cname, const struct record *other)
{
    char type[RRTYPE_TEXT_SIZE];
    char owner[NAME_TEXT_SIZE];
    s->ok = err_add(s->errs, record_pos(s->records, cname),
                    "'%.120s' has a CNAME and also a %s (line %u of '%s'); write the CNAME alone, "
                    "or the other records without it",
                    name_format(cname->owner, owner), rrtype_format(other->type, type), other->line,
                    s->records->files[other->file]);
}

static bool may_stand_beside_cname(uint16_t type)
{
    return type == RRTYPE_CNAME || type == RRTYPE_RRSIG || type == RRTYPE_NSEC;
}

static void check_singles(struct settle *s)
{
    const struct record *cname = NULL;
    const struct record *dname = NULL;
    const struct record *other = NULL;
    for (size_t i = 0; i < s->ngroup; i++) {
        const struct record *record = at(s, i);
        const struct record **single = record->type == RRTYPE_CNAME   ? &cname
                                       : record->type == RRTYPE_DNAME ? &dname
                                                                      : NULL;
        if (record->owner != NULL && single != NULL && *single != NULL) {
            fail_single(s, record, *single);
        } else if (record->owner != NULL && single != NULL) {
            *single = record;
        }
        if (!may_stand_beside_cname(record->type) && other == NULL) {
            other = record;
        }
    }
    if (cname != NULL && other != NULL) {
        fail_cname(s, cname, other);
    }
}

static void settle_group(struct settle *s)
{
    qsort_r(s->group, s->ngroup, sizeof(*s->group), compare, s);
    for (size_t from = 0, to = 1; from < s->ngroup; from = to++) {
        while (to < s->ngroup && same_rrset(at(s, from), at(s, to))) {
            to++;
        }
        if (to - from > 1) {
            settle_rrset(s, from, to);
        }
    }
    check_singles(s);
}

static void sweep(struct records *records)
{
    size_t kept = 0;
    for (size_t i = 0; i < records->count; i++) {
        if (records->list[i].owner != NULL) {
            records->list[kept++] = records->list[i];
        }
    }
    records->count = kept;
}

bool settle_records(struct records *records, struct errs *errs)
{
    struct settle s;
    settle_init(&s, records, errs);
    hash_owners(&s);
    chain_all(&s);
    for (size_t i = 0; i < records->count; i++) {
        if (s.is_last[i] && s.before[i] != 0) {
            gather(&s, (uint32_t)i);
            settle_group(&s);
        }
    }
    if (s.ndropped > 0) {
        sweep(records);
    }
    settle_done(&s);
    return s.ok;
}
