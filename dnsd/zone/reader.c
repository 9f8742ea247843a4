/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/reader.h"

#include "base/must.h"
#include "base/text.h"
#include "wire/message.h"
#include "wire/rrtype.h"
#include "zone/rdata.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_FIRST = 1024, TTL_MAX = INT32_MAX };

/* What stands before the rdata. */
struct head {
    const struct token *type_token;
    size_t rdata_at; /* index of the first token of the rdata */
    uint32_t ttl;
    uint16_t type;
    bool has_ttl;
    bool has_class;
};

bool reader_fail(const struct reader *r, const struct token *token, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    uint32_t mark = token->quoted ? token->len + 2 : token->len;
    return err_add_mark(r->errs, scanner_pos(r->scanner, token), mark, "%s", text);
}

static bool check_in_zone(struct reader *r, const struct token *token, const struct name *owner)
{
    if (name_is_below(owner->octets, r->out->origin.octets)) {
        return true;
    }
    char name[NAME_TEXT_SIZE];
    char zone[NAME_TEXT_SIZE];
    return reader_fail(r, token,
                       "'%.120s' is outside the zone '%.120s'; write a name in the zone, or remove "
                       "the record",
                       name_format(owner->octets, name), name_format(r->out->origin.octets, zone));
}

/* Read the owner at the start of an entry; one that repeats the last shares its octets. */
static bool read_owner(struct reader *r, const struct token *token)
{
    struct name owner;
    const char *why = NULL;
    r->owner_wrong = true;
    if (!token_name(token, &r->origin, &owner, &why)) {
        char shown[TOKEN_SHOWN_SIZE];
        return reader_fail(r, token, "'%s' is not the owner of a record: %s; write a name",
                           token_show(token, shown), why);
    }
    bool same = r->owner != NULL && r->owner_len == owner.len &&
                memcmp(r->owner, owner.octets, owner.len) == 0;
    if (!same) {
        if (!check_in_zone(r, token, &owner)) {
            return false;
        }
        uint8_t *kept = arena_octets(r->out->arena, owner.len);
        memcpy(kept, owner.octets, owner.len);
        r->owner = kept;
        r->owner_len = owner.len;
    }
    r->owner_wrong = false;
    return true;
}

static bool has_owner(struct reader *r, const struct entry *entry)
{
    if (!entry->owner_blank) {
        return read_owner(r, &entry->tokens[0]);
    }
    if (r->owner == NULL && !r->owner_wrong) {
        r->owner_wrong = true;
        return reader_fail(
            r, &entry->tokens[0],
            "the line begins with a blank, but no record before it has an owner; write "
            "the owner at the start of the line");
    }
    return !r->owner_wrong;
}

static bool read_ttl(struct reader *r, const struct token *token, struct head *head)
{
    char shown[TOKEN_SHOWN_SIZE];
    if (head->has_ttl) {
        return reader_fail(r, token, "'%s' is a second TTL; write the record's type here",
                           token_show(token, shown));
    }
    if (!token_ttl(token, TTL_MAX, &head->ttl)) {
        return reader_fail(
            r, token, "'%s' is no TTL; write seconds from 0 to 2147483647, or a time like 1h30m",
            token_show(token, shown));
    }
    head->has_ttl = true;
    return true;
}

static bool check_class(struct reader *r, const struct token *token, uint16_t class)
{
    char shown[TOKEN_SHOWN_SIZE];
    return class == CLASS_IN ||
           reader_fail(r, token, "class '%s' is not served; write IN, or nothing",
                       token_show(token, shown));
}

static bool read_type(struct reader *r, const struct token *token, struct head *head)
{
    static const char *const common[] = {
        "A",   "AAAA", "CAA",  "CNAME", "DNAME", "DS",    "HTTPS", "MX",     "NAPTR",
        "NS",  "PTR",  "SOA",  "SPF",   "SRV",   "SSHFP", "SVCB",  "TLSA",   "TXT",
        "LOC", "URI",  "CERT", "HINFO", "NSEC",  "NSEC3", "RRSIG", "DNSKEY", "ZONEMD"};
    head->type_token = token;
    if (token->quoted || !rrtype_parse(token->text, token->len, &head->type)) {
        char shown[TOKEN_SHOWN_SIZE];
        const char *near = text_nearest(token_show(token, shown), common, ARRAY_LEN(common));
        return reader_fail(r, token, "'%s' is no record type; write %s", shown,
                           near != NULL ? near : "a type like A or MX, or TYPE and its number");
    }
    if (rrtype_is_meta(head->type)) {
        char type[RRTYPE_TEXT_SIZE];
        return reader_fail(r, token,
                           "%s is a type of messages that no zone may hold; remove the record",
                           rrtype_format(head->type, type));
    }
    r->soa_seen |= head->type == RRTYPE_SOA;
    return true;
}

/* TTL and class in either order, both optional, then the type. RFC 1035 §5.1. */
static bool read_head(struct reader *r, const struct entry *entry, struct head *head)
{
    size_t at = entry->owner_blank ? 0 : 1;
    for (; at < entry->ntokens; at++) {
        const struct token *token = &entry->tokens[at];
        uint16_t class;
        if (token->len > 0 && token->text[0] >= '0' && token->text[0] <= '9') {
            if (!read_ttl(r, token, head)) {
                return false;
            }
        } else if (!head->has_class && rrtype_parse_class(token->text, token->len, &class)) {
            head->has_class = true;
            if (!check_class(r, token, class)) {
                return false;
            }
        } else {
            head->rdata_at = at + 1;
            return read_type(r, token, head);
        }
    }
    return reader_fail(r, &entry->tokens[entry->ntokens - 1],
                       "the record ends before its type; write 'owner [TTL] [IN] type data'");
}

/* The minimum of a SOA ends its rdata. */
static void note_soa(struct reader *r, const struct head *head, const struct fields *fields)
{
    r->soa_line = head->type_token->line;
    r->soa_file = r->file;
    r->soa_ttl = get_u32(fields->out + fields->len - 4);
}

static bool check_soa(struct reader *r, const struct head *head)
{
    if (r->soa_line > 0) {
        return reader_fail(r, head->type_token,
                           "a second SOA, after the one in line %u of '%s'; write one SOA",
                           r->soa_line, r->out->files[r->soa_file]);
    }
    if (!name_equal(r->owner, r->out->origin.octets)) {
        char zone[NAME_TEXT_SIZE];
        return reader_fail(r, head->type_token,
                           "the SOA is not at the zone's apex; write it at '%.200s'",
                           name_format(r->out->origin.octets, zone));
    }
    return true;
}

/*
 * The TTL of a record that writes none: $TTL (RFC 2308 §4), else that of the last record that
 * wrote one (RFC 1035 §5.1), else the SOA's minimum, with a warning as BIND has it.
 */
static bool inherit_ttl(struct reader *r, struct head *head)
{
    if (head->has_ttl) {
        r->has_last_ttl = true;
        r->last_ttl = head->ttl;
        return true;
    }
    if (r->has_default_ttl || r->has_last_ttl) {
        head->ttl = r->has_default_ttl ? r->default_ttl : r->last_ttl;
        return true;
    }
    if (r->soa_line == 0) {
        return r->soa_seen ||
               reader_fail(
                   r, head->type_token,
                   "the record has no TTL and there is none before it; write '$TTL 3600' above "
                   "it, or a TTL before its type");
    }
    if (!r->ttl_warned) {
        err_warn(r->errs, scanner_pos(r->scanner, head->type_token),
                 "the record has no TTL and gets the SOA's minimum, %u; write '$TTL %u' above it",
                 r->soa_ttl, r->soa_ttl);
        r->ttl_warned = true;
    }
    head->ttl = r->soa_ttl;
    return true;
}

/* Until signed zones are served in full, their proofs are not: a validating resolver would fail. */
static void warn_signed(struct reader *r, const struct head *head)
{
    if (head->type == RRTYPE_RRSIG && !r->signed_warned) {
        r->signed_warned = true;
        err_warn(r->errs, scanner_pos(r->scanner, head->type_token),
                 "the zone is signed but served unsigned, without its proofs, so far; leave no DS "
                 "record "
                 "of it in its parent, or validating resolvers refuse the answers");
    }
}

static struct record *add_record(struct records *records)
{
    if (records->count == records->room) {
        records->room = records->room == 0 ? LIST_FIRST : records->room * 2;
        records->list = must(realloc(records->list, records->room * sizeof(*records->list)));
    }
    return &records->list[records->count++];
}

static void append(struct reader *r, const struct head *head, const struct fields *fields)
{
    uint8_t *rdata = arena_octets(r->out->arena, fields->len);
    memcpy(rdata, fields->out, fields->len);
    uint32_t col = head->type_token->col;
    *add_record(r->out) = (struct record){.owner = r->owner,
                                          .rdata = rdata,
                                          .ttl = head->ttl,
                                          .line = head->type_token->line,
                                          .type = head->type,
                                          .rdlen = (uint16_t)fields->len,
                                          .file = r->file,
                                          .col = (uint16_t)(col > UINT16_MAX ? UINT16_MAX : col),
                                          .owner_len = r->owner_len};
}

bool reader_record(struct reader *r, const struct entry *entry)
{
    struct head head = {.ttl = 0};
    bool ok = has_owner(r, entry);
    if (!read_head(r, entry, &head)) {
        return false; /* a wrong owner was reported as well */
    }
    struct fields fields = {.scanner = r->scanner,
                            .tokens = entry->tokens + head.rdata_at,
                            .ntokens = entry->ntokens - head.rdata_at,
                            .type_token = head.type_token,
                            .origin = &r->origin,
                            .errs = r->errs,
                            .out = r->rdata,
                            .type = head.type};
    if (!rdata_read(&fields) || !ok || (head.type == RRTYPE_SOA && !check_soa(r, &head))) {
        return false;
    }
    if (head.type == RRTYPE_SOA) {
        note_soa(r, &head, &fields);
    }
    if (!inherit_ttl(r, &head)) {
        return false;
    }
    warn_signed(r, &head);
    append(r, &head, &fields);
    return true;
}
