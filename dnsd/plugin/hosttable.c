/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/hosttable.h"

#include "base/addr.h"
#include "base/must.h"
#include "conf/key.h"
#include "wire/rrtype.h"
#include "zone/settle.h"
#include "zone/zonefile.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 * 1024, LIST_MIN = 64 };

void hosttable_init(struct hosttable *table, const char *file)
{
    struct records *records = &table->records;
    *records = (struct records){.arena = arena_new(CHUNK), .origin = {.len = 1}};
    records->files = must(malloc(sizeof(*records->files)));
    records->files[0] = file;
    records->nfiles = 1;
}

static const uint8_t *copy(struct hosttable *table, const uint8_t *octets, size_t len)
{
    uint8_t *out = arena_octets(table->records.arena, len);
    memcpy(out, octets, len);
    return out;
}

static void add_record(struct hosttable *table, const struct name *owner, uint16_t type,
                       const uint8_t *rdata, size_t rdlen, const struct word *word)
{
    struct records *records = &table->records;
    if (records->count == records->room) {
        records->room = records->room * 2 + LIST_MIN;
        records->list = must(realloc(records->list, records->room * sizeof(*records->list)));
    }
    records->list[records->count++] =
        (struct record){.owner = copy(table, owner->octets, owner->len),
                        .rdata = copy(table, rdata, rdlen),
                        .ttl = table->ttl_s,
                        .line = word->at.line,
                        .type = type,
                        .rdlen = (uint16_t)rdlen,
                        .col = (uint16_t)(word->at.col < UINT16_MAX ? word->at.col : UINT16_MAX),
                        .owner_len = owner->len};
}

static bool is_wanted(const struct hosttable *table, const struct name *name)
{
    for (size_t i = 0; i < table->nzones; i++) {
        if (name_is_below(name->octets, table->zones[i].octets)) {
            return true;
        }
    }
    return false;
}

static void add_host(struct hosttable *table, const struct addr *addr, const struct name *name,
                     const struct word *word)
{
    bool v4 = addr->family == FAMILY_IPV4;
    bool wildcard = name->octets[0] == 1 && name->octets[1] == '*';
    add_record(table, name, v4 ? RRTYPE_A : RRTYPE_AAAA, addr->octets, v4 ? 4 : 16, word);
    if (table->reverse && !wildcard) {
        struct name reverse[KEY_REVERSE_MAX];
        struct prefix host = prefix_of(addr, family_bits(addr->family));
        key_reverse(&host, reverse);
        add_record(table, &reverse[0], RRTYPE_PTR, name->octets, name->len, word);
    }
}

/* "fe80::1%lo0" is fe80::1. */
static bool read_address(const struct node *line, struct addr *out)
{
    char text[ADDR_TEXT_SIZE];
    size_t len = strcspn(line->words[0].text, "%");
    if (len >= sizeof(text)) {
        return false;
    }
    memcpy(text, line->words[0].text, len);
    text[len] = '\0';
    return addr_parse(text, out);
}

bool hosttable_add(struct hosttable *table, const struct node *line, struct errs *errs)
{
    struct addr addr;
    bool ok = true;
    if (!read_address(line, &addr)) {
        return node_err(line, 0, errs, "'%.100s' is no address; write ADDRESS NAME...",
                        line->words[0].text);
    }
    if (!node_args(line, 1, SIZE_MAX, "ADDRESS NAME...", errs)) {
        return false;
    }
    for (size_t i = 1; i < line->nwords; i++) {
        struct name name;
        if (!node_name(line, i, &name, errs)) {
            ok = false;
            continue;
        }
        name_lower(&name);
        if (is_wanted(table, &name)) {
            add_host(table, &addr, &name, &line->words[i]);
        }
    }
    return ok;
}

void hosttable_settle(struct hosttable *table)
{
    struct errs *unsaid = errs_new();
    settle_records(&table->records, unsaid);
    errs_free(unsaid);
}

void hosttable_done(struct hosttable *table)
{
    records_done(&table->records);
}
