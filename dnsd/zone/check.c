/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/check.h"

#include "wire/rrtype.h"
#include "zone/owners.h"
#include "zone/zonetext.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct owners *owners;
    const struct records *records;
    const uint8_t *origin;
    struct errs *errs;
    struct zonetext *texts; /* of records->files, read for the first warning's line; NULL before */
};

/* A record's host or target, and where the host's own records are. */
struct target {
    const struct record *record;
    const uint8_t *name;
    const struct owner *owner; /* NULL = no records */
    const struct owner *cut;   /* the delegation that the name is at or below; NULL = none */
};

/* The files' text, so that warnings can show their lines. One that is gone is no fault. */
static void open_texts(struct check *c)
{
    struct errs *ignored = errs_new();
    c->texts = calloc(c->records->nfiles + 1, sizeof(*c->texts));
    for (size_t i = 0; c->texts != NULL && i < c->records->nfiles; i++) {
        const char *path = c->records->files[i];
        if (zonetext_open(path, (struct pos){.file = path}, &c->texts[i], ignored)) {
            errs_source(c->errs, path, c->texts[i].text, c->texts[i].len);
        }
    }
    errs_free(ignored);
}

static void close_texts(struct check *c)
{
    for (size_t i = 0; c->texts != NULL && i < c->records->nfiles; i++) {
        if (c->texts[i].text != NULL) {
            errs_source_drop(c->errs, c->records->files[i]);
            zonetext_close(&c->texts[i]);
        }
    }
    free(c->texts);
}

static void warn(struct check *c, const struct record *record, const char *format, ...)
    ATTR_PRINTF(3, 4);

static void warn(struct check *c, const struct record *record, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (c->texts == NULL) {
        open_texts(c);
    }
    err_warn(c->errs, record_pos(c->records, record), "%s", text);
}

static bool is_wildcard(const uint8_t *name)
{
    return name[0] == 1 && name[1] == '*';
}

static bool is_ascii(const uint8_t *name)
{
    uint8_t all = 0;
    for (; *name != 0; name += name[0] + 1u) {
        for (unsigned i = 1; i <= name[0]; i++) {
            all |= name[i];
        }
    }
    return all < 0x80;
}

static bool has_address(const struct check *c, const struct owner *owner)
{
    return owner_has(c->owners, owner, RRTYPE_A) || owner_has(c->owners, owner, RRTYPE_AAAA);
}

static bool is_apex(const struct check *c, const struct owner *owner)
{
    return name_equal(owner->name, c->origin);
}

/* The highest delegation that a name of the zone is at or below. */
static const struct owner *find_cut(const struct check *c, const uint8_t *name)
{
    const struct owner *cut = NULL;
    for (; !name_equal(name, c->origin); name += name[0] + 1u) {
        const struct owner *owner = owners_find(c->owners, name);
        cut = owner_has(c->owners, owner, RRTYPE_NS) ? owner : cut;
    }
    return cut;
}

/* Whether a wildcard of the zone may answer for a name without records. */
static bool is_covered(const struct check *c, const uint8_t *name)
{
    while (!name_equal(name, c->origin)) {
        struct name wildcard = {.octets = {1, '*'}};
        name += name[0] + 1u;
        size_t len = name_wire_len(name, NAME_MAX_OCTETS);
        if (len <= NAME_MAX_OCTETS - 2) {
            memcpy(wildcard.octets + 2, name, len);
            if (owners_find(c->owners, wildcard.octets) != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a name is "10.0.0.1", alone or before the origin. */
static bool looks_like_address(const struct check *c, const uint8_t *name)
{
    unsigned labels = name_labels(name);
    unsigned above = name_is_below(name, c->origin) ? name_labels(c->origin) : 0;
    if (labels != 4 && labels != 4 + above) {
        return false;
    }
    for (unsigned i = 0; i < 4; i++, name += name[0] + 1u) {
        for (unsigned j = 1; j <= name[0]; j++) {
            if (name[0] > 3 || name[j] < '0' || name[j] > '9') {
                return false;
            }
        }
    }
    return true;
}

/* Whether the origin stands twice at a name's end, as when "www.example.org" lacks its dot. */
static bool repeats_origin(const struct check *c, const uint8_t *name)
{
    unsigned origin_labels = name_labels(c->origin);
    unsigned labels = name_labels(name);
    if (origin_labels < 2 || labels < 2 * origin_labels || !name_is_below(name, c->origin)) {
        return false;
    }
    struct name front = {.octets = {0}};
    for (unsigned i = 0; i < labels - 2 * origin_labels; i++) {
        name += name[0] + 1u;
    }
    size_t origin_len = name_wire_len(c->origin, NAME_MAX_OCTETS);
    memcpy(front.octets, name, origin_len - 1);
    return name_wire_len(front.octets, NAME_MAX_OCTETS) == origin_len &&
           name_equal(front.octets, c->origin);
}

static void warn_target(struct check *c, const struct target *t, const char *what)
{
    char name[NAME_TEXT_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    warn(c, t->record, "%s points to '%.120s', %s", rrtype_format(t->record->type, type),
         name_format(t->name, name), what);
}

/* A name server's host must be found without asking itself. */
static void check_glue(struct check *c, const struct target *t)
{
    if (has_address(c, t->owner)) {
        return;
    }
    if (name_is_below(t->name, t->record->owner)) {
        warn_target(c, t,
                    "which lies below the delegation but has no glue; write its A and AAAA "
                    "records in this zone");
    } else {
        warn_target(c, t,
                    "which lies below another delegation and has no glue; write its A and "
                    "AAAA records in this zone");
    }
}

/* A service's target may be an alias: RFC 9460 §3. */
static bool is_service(const struct record *record)
{
    return record->type == RRTYPE_SVCB || record->type == RRTYPE_HTTPS;
}

static void check_host(struct check *c, const struct target *t)
{
    if (owner_has(c->owners, t->owner, RRTYPE_CNAME)) {
        if (is_service(t->record)) {
            return;
        }
        warn_target(c, t, "which is an alias; write the name that its CNAME points to");
    } else if (t->cut != NULL && t->record->type == RRTYPE_NS) {
        check_glue(c, t);
    } else if (t->cut == NULL && !has_address(c, t->owner) &&
               (t->owner != NULL || !is_covered(c, t->name))) {
        warn_target(c, t, "which has no address; write its A or AAAA record");
    }
}

static void check_alias(struct check *c, const struct target *t)
{
    if (name_equal(t->name, t->record->owner)) {
        warn_target(c, t, "itself; write another target");
    } else if (t->record->type == RRTYPE_CNAME && t->owner == NULL && t->cut == NULL &&
               !is_covered(c, t->name)) {
        warn_target(c, t,
                    "which does not exist in the zone; write an existing name, or add its "
                    "records");
    }
}

/* Whether nothing is at or below a name: an empty non-terminal exists. */
static bool is_empty(const struct check *c, const uint8_t *name)
{
    size_t low = 0;
    size_t high = c->owners->count;
    while (low < high) { /* the first owner that is not before the name */
        size_t middle = low + (high - low) / 2;
        if (name_compare(c->owners->list[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == c->owners->count || !name_is_below(c->owners->list[low].name, name);
}

static void check_target(struct check *c, const struct record *record, const uint8_t *name)
{
    struct target t = {.record = record, .name = name};
    bool host = rrtype_host_at(record->type) >= 0;
    if (name[0] == 0) {
        return; /* "." says that there is none: RFC 2782, RFC 7505, RFC 9460 §2.5 */
    }
    if (host && looks_like_address(c, name)) {
        warn_target(c, &t,
                    "which looks like an address; write a host's name, and the address in "
                    "that host's A record");
        return;
    }
    if (repeats_origin(c, name)) {
        warn_target(c, &t, "which ends in the zone's name twice; write a dot at its end");
        return;
    }
    if (!name_is_below(name, c->origin)) {
        return;
    }
    t.owner = owners_find(c->owners, name);
    t.cut = find_cut(c, name);
    if (host) {
        check_host(c, &t);
    } else if (t.owner != NULL || is_empty(c, name)) {
        check_alias(c, &t);
    }
}

/* RFC 9460 §2.4.2: a service record with priority 0 is an alias. */
static void check_alias_mode(struct check *c, const struct record *record)
{
    size_t name_len = name_wire_len(record->rdata + 2, record->rdlen - 2u);
    if (record->rdlen > 2 + name_len) {
        warn(c, record,
             "priority 0 makes an alias, whose parameters clients ignore; write a "
             "priority from 1, or remove the parameters");
    }
}

static void check_record(struct check *c, const struct record *record)
{
    int at = rrtype_host_at(record->type);
    if (record->type == RRTYPE_CNAME || record->type == RRTYPE_DNAME ||
        record->type == RRTYPE_PTR) {
        at = 0;
    }
    if (is_service(record) && get_u16(record->rdata) == 0) {
        check_alias_mode(c, record);
        return;
    }
    if (at >= 0 && record->type != RRTYPE_PTR) {
        check_target(c, record, record->rdata + at);
    } else if (at >= 0 && repeats_origin(c, record->rdata + at)) {
        struct target t = {.record = record, .name = record->rdata + at};
        warn_target(c, &t, "which ends in the zone's name twice; write a dot at its end");
    }
}

/* An owner below a delegation or a DNAME is not seen, but for glue. */
static void check_hidden(struct check *c, const struct owner *owner, const struct owner *above)
{
    bool cut = owner_has(c->owners, above, RRTYPE_NS) && !is_apex(c, above);
    char name[NAME_TEXT_SIZE];
    char hiding[NAME_TEXT_SIZE];
    for (uint32_t i = 0; i < owner->count; i++) {
        const struct record *record = owner_record(c->owners, owner, i);
        bool glue = cut && (record->type == RRTYPE_A || record->type == RRTYPE_AAAA);
        if (!glue) {
            warn(c, record,
                 "'%.120s' is hidden by the %s at '%.120s'; remove the record, or write it in the "
                 "zone that answers there",
                 name_format(owner->name, name), cut ? "delegation" : "DNAME",
                 name_format(above->name, hiding));
            return;
        }
    }
}

/* What may stand at a cut: RFC 4035 §2.6, and the glue of a host with the cut's own name. */
static bool belongs_to_cut(uint16_t type)
{
    return type == RRTYPE_NS || type == RRTYPE_DS || type == RRTYPE_NSEC || type == RRTYPE_RRSIG ||
           type == RRTYPE_A || type == RRTYPE_AAAA;
}

static void check_cut(struct check *c, const struct owner *owner)
{
    char type[RRTYPE_TEXT_SIZE];
    for (uint32_t i = 0; i < owner->count; i++) {
        const struct record *record = owner_record(c->owners, owner, i);
        if (!belongs_to_cut(record->type)) {
            warn(c, record,
                 "%s stands beside the NS of a delegation and is hidden by it; write it in the "
                 "delegated zone",
                 rrtype_format(record->type, type));
            return;
        }
    }
}

static void check_owner(struct check *c, const struct owner *owner)
{
    const struct record *first = owner_record(c->owners, owner, 0);
    bool cut = owner_has(c->owners, owner, RRTYPE_NS);
    char name[NAME_TEXT_SIZE];
    if (is_wildcard(owner->name) && (cut || owner_has(c->owners, owner, RRTYPE_DNAME))) {
        warn(c, first,
             "'%.120s' delegates or redirects by a wildcard, which resolvers do not "
             "follow; write the names that you mean",
             name_format(owner->name, name));
    }
    if (!is_ascii(owner->name)) {
        warn(c, first,
             "'%.120s' has octets that are not ASCII; write an international name in its "
             "ASCII form, xn--...",
             name_format(owner->name, name));
    }
    if (repeats_origin(c, owner->name)) {
        warn(c, first,
             "'%.120s' ends in the zone's name twice; write a dot at the end of the owner",
             name_format(owner->name, name));
    }
    if (cut && !is_apex(c, owner)) {
        check_cut(c, owner);
    }
    for (uint32_t i = 0; i < owner->count; i++) {
        check_record(c, owner_record(c->owners, owner, i));
    }
}

static void check_apex(struct check *c)
{
    const struct owner *apex = owners_find(c->owners, c->origin);
    uint32_t first;
    uint32_t count;
    const struct record *soa =
        apex == NULL ? NULL : owner_rrset(c->owners, apex, RRTYPE_SOA, &first, &count);
    if (soa == NULL) {
        return;
    }
    if (!owner_has(c->owners, apex, RRTYPE_NS)) {
        warn(c, soa, "the zone has no NS record at its apex; write one for each of its servers");
    }
    const uint8_t *mailbox = soa->rdata + name_wire_len(soa->rdata, soa->rdlen);
    if (memchr(mailbox + 1, '@', mailbox[0]) != NULL) {
        warn(c, soa, "the SOA's mailbox has an '@'; write a dot in its place");
    }
}

static void check_owners(const struct owners *owners, struct errs *errs)
{
    struct check c = {.owners = owners,
                      .records = owners->records,
                      .origin = owners->records->origin.octets,
                      .errs = errs};
    const struct owner *above = NULL; /* the delegation or DNAME that hides what is below */
    check_apex(&c);
    for (size_t i = 0; i < owners->count; i++) {
        const struct owner *owner = &owners->list[i];
        if (above != NULL && name_is_below(owner->name, above->name)) {
            check_hidden(&c, owner, above);
            continue;
        }
        check_owner(&c, owner);
        bool cut = owner_has(owners, owner, RRTYPE_NS) && !is_apex(&c, owner);
        above = cut || owner_has(owners, owner, RRTYPE_DNAME) ? owner : NULL;
    }
    close_texts(&c);
}

void check_records(const struct records *records, struct errs *errs)
{
    struct owners owners;
    owners_init(&owners, records, 0);
    check_owners(&owners, errs);
    owners_done(&owners);
}
