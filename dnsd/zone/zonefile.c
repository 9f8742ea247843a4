/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/zonefile.h"

#include "base/must.h"
#include "base/text.h"
#include "zone/generate.h"
#include "zone/reader.h"
#include "zone/settle.h"
#include "zone/zonetext.h"

#include <stdlib.h>
#include <string.h>

enum {
    INCLUDE_DEPTH_MAX = 20,
    FILES_MAX = UINT16_MAX,
    PATH_SIZE = 4096,
    ARENA_CHUNK = 1024 * 1024,
    TTL_MAX = INT32_MAX
};

/* A file being read, and those that include it. They stay open for messages until the end. */
struct open_file {
    struct open_file *next; /* any order; the first is the zone file */
    const struct open_file *parent;
    const char *path;
    struct zonetext text;
};

static void read_entries(struct reader *r, struct open_file *file);

/* The name that a directive gives: that of token i. */
static bool read_name(struct reader *r, const struct token *token, struct name *out)
{
    const char *why = NULL;
    char shown[TOKEN_SHOWN_SIZE];
    return token_name(token, &r->origin, out, &why) ||
           reader_fail(r, token, "'%s' is no origin: %s; write a name", token_show(token, shown),
                       why);
}

static bool read_origin(struct reader *r, struct open_file *file, const struct entry *entry)
{
    (void)file;
    struct name origin;
    if (entry->ntokens != 2) {
        return reader_fail(r, &entry->tokens[0], "$ORIGIN has %zu words after it; write one name",
                           entry->ntokens - 1);
    }
    if (!read_name(r, &entry->tokens[1], &origin)) {
        return false;
    }
    r->origin = origin;
    return true;
}

static bool read_default_ttl(struct reader *r, struct open_file *file, const struct entry *entry)
{
    (void)file;
    char shown[TOKEN_SHOWN_SIZE];
    uint32_t ttl;
    if (entry->ntokens != 2) {
        return reader_fail(r, &entry->tokens[0], "$TTL has %zu words after it; write one time",
                           entry->ntokens - 1);
    }
    if (!token_ttl(&entry->tokens[1], TTL_MAX, &ttl)) {
        return reader_fail(
            r, &entry->tokens[1],
            "'%s' is no TTL; write seconds from 0 to 2147483647, or a time like 1h30m",
            token_show(&entry->tokens[1], shown));
    }
    r->default_ttl = ttl;
    r->has_default_ttl = true;
    return true;
}

/* The path of an included file: beside the file that includes it. */
static bool include_path(struct reader *r, const struct open_file *file, const struct token *token,
                         char *out)
{
    uint8_t name[PATH_SIZE / 2];
    size_t len = token->inner ? SIZE_MAX : token_octets(token, name, sizeof(name));
    const char *slash = strrchr(file->path, '/');
    size_t folder =
        slash == NULL || (len > 0 && name[0] == '/') ? 0 : (size_t)(slash + 1 - file->path);
    if (len == SIZE_MAX || len == 0 || memchr(name, '\0', len) != NULL ||
        folder + len >= PATH_SIZE) {
        char shown[TOKEN_SHOWN_SIZE];
        return reader_fail(r, token, "'%s' is no path; write that of a zone file",
                           token_show(token, shown));
    }
    memcpy(out, file->path, folder);
    memcpy(out + folder, name, len);
    out[folder + len] = '\0';
    return true;
}

static void add_file(struct records *records, const char *path)
{
    records->files = must(realloc(records->files, (records->nfiles + 1) * sizeof(*records->files)));
    records->files[records->nfiles++] = arena_text(records->arena, path, strlen(path));
}

static bool check_cycle(struct reader *r, const struct open_file *file, const struct token *token,
                        const struct zonetext *text)
{
    for (const struct open_file *above = file; above != NULL; above = above->parent) {
        if (above->text.text != NULL && above->text.device == text->device &&
            above->text.inode == text->inode) {
            return reader_fail(r, token,
                               "'%s' is being read already; do not include a file in "
                               "itself",
                               above->path);
        }
    }
    return true;
}

/* Read an included file. What it sets besides $TTL ends with it. RFC 1035 §5.1. */
static void read_included(struct reader *r, struct open_file *file, const struct name *origin)
{
    struct name outer_origin = r->origin;
    const uint8_t *outer_owner = r->owner;
    uint8_t outer_owner_len = r->owner_len;
    bool outer_wrong = r->owner_wrong;
    uint16_t outer_file = r->file;
    struct scanner *outer_scanner = r->scanner;

    r->origin = *origin;
    r->file = (uint16_t)(r->out->nfiles - 1);
    r->depth++;
    read_entries(r, file);
    r->depth--;
    r->origin = outer_origin;
    r->owner = outer_owner;
    r->owner_len = outer_owner_len;
    r->owner_wrong = outer_wrong;
    r->file = outer_file;
    r->scanner = outer_scanner;
}

static bool read_include(struct reader *r, struct open_file *file, const struct entry *entry)
{
    const struct token *token = &entry->tokens[entry->ntokens > 1 ? 1 : 0];
    char path[PATH_SIZE];
    struct name origin = r->origin;
    if (entry->ntokens < 2 || entry->ntokens > 3) {
        return reader_fail(r, token,
                           "$INCLUDE has %zu words after it; write a path, and an origin "
                           "if it is another one",
                           entry->ntokens - 1);
    }
    if (entry->ntokens == 3 && !read_name(r, &entry->tokens[2], &origin)) {
        return false;
    }
    if (r->depth == INCLUDE_DEPTH_MAX || r->out->nfiles == FILES_MAX) {
        return reader_fail(r, token,
                           "the includes are too many or nested deeper than %d; write "
                           "fewer files",
                           INCLUDE_DEPTH_MAX);
    }
    struct open_file *included = arena_alloc(r->out->arena, sizeof(*included));
    included->parent = file;
    if (!include_path(r, file, token, path) ||
        !zonetext_open(path, scanner_pos(r->scanner, token), &included->text, r->errs)) {
        return false;
    }
    if (!check_cycle(r, file, token, &included->text)) {
        zonetext_close(&included->text);
        return false;
    }
    included->next = file->next;
    file->next = included;
    add_file(r->out, path);
    included->path = r->out->files[r->out->nfiles - 1];
    read_included(r, included, &origin);
    return true;
}

static bool read_generate(struct reader *r, struct open_file *file, const struct entry *entry)
{
    (void)file;
    return generate_records(r, entry);
}

struct directive {
    const char *word;
    bool (*read)(struct reader *r, struct open_file *file, const struct entry *entry);
};

static const struct directive directives[] = {
    {"$ORIGIN", read_origin},
    {"$TTL", read_default_ttl},
    {"$INCLUDE", read_include},
    {"$GENERATE", read_generate},
};

static bool read_directive(struct reader *r, struct open_file *file, const struct entry *entry)
{
    const struct token *token = &entry->tokens[0];
    for (size_t i = 0; i < ARRAY_LEN(directives); i++) {
        if (token_is(token, directives[i].word)) {
            return directives[i].read(r, file, entry);
        }
    }
    char shown[TOKEN_SHOWN_SIZE];
    return reader_fail(r, token,
                       "'%s' is no directive; write $ORIGIN, $TTL, $INCLUDE or $GENERATE (an owner "
                       "that begins with a dollar sign as \\$)",
                       token_show(token, shown));
}

/* A record that cannot be read may be the SOA: its absence is then no further fault. */
static void note_broken(struct reader *r, const struct entry *entry)
{
    for (size_t i = 0; i < entry->ntokens && i < 5; i++) {
        r->soa_seen |= token_is(&entry->tokens[i], "SOA");
    }
}

/* Read one entry. False when it has a fault. */
static bool read_entry(struct reader *r, struct open_file *file, const struct entry *entry)
{
    const struct token *first = &entry->tokens[0];
    if (entry->broken) {
        note_broken(r, entry);
        return false;
    }
    if (first->len > 1 && first->text[0] == '$' && !first->quoted) {
        return read_directive(r, file, entry);
    }
    if (!reader_record(r, entry)) {
        note_broken(r, entry);
        return false;
    }
    return true;
}

static void read_entries(struct reader *r, struct open_file *file)
{
    struct scanner scanner;
    struct entry entry;
    scanner_init(&scanner, file->path, file->text.text, file->text.len);
    errs_source(r->errs, file->path, scanner.at, (size_t)(scanner.end - scanner.at));
    r->scanner = &scanner;
    while (scanner_next(&scanner, &entry, r->errs)) {
        r->failed |= !read_entry(r, file, &entry);
    }
    scanner_done(&scanner);
}

static bool has_soa(const struct reader *r)
{
    char zone[NAME_TEXT_SIZE];
    return r->soa_seen ||
           err_add(r->errs, (struct pos){.file = r->out->files[0]},
                   "the zone has no SOA; write '%.100s SOA primary-server mailbox 1 1h 15m 2w 5m' "
                   "as its first record",
                   name_format(r->out->origin.octets, zone));
}

static bool read_zone(struct open_file *file, const struct name *origin, struct records *out,
                      struct errs *errs)
{
    struct reader *r = must(calloc(1, sizeof(*r)));
    r->out = out;
    r->errs = errs;
    r->origin = *origin;
    read_entries(r, file);
    bool ok = has_soa(r) && !r->failed;
    ok = settle_records(out, errs) && ok;
    for (struct open_file *open = file; open != NULL; open = open->next) {
        errs_source_drop(errs, open->path);
        if (open != file) {
            zonetext_close(&open->text);
        }
    }
    free(r);
    return ok;
}

static void records_init(struct records *records, const struct name *origin)
{
    *records = (struct records){.arena = arena_new(ARENA_CHUNK), .origin = *origin};
}

bool zonefile_read(const char *path, const struct name *origin, struct pos from,
                   struct records *out, struct errs *errs)
{
    records_init(out, origin);
    add_file(out, path);
    struct open_file file = {.path = out->files[0]};
    if (!zonetext_open(path, from, &file.text, errs)) {
        return false;
    }
    bool ok = read_zone(&file, origin, out, errs);
    zonetext_close(&file.text);
    return ok;
}

bool zonefile_read_text(const char *name, const char *text, size_t len, const struct name *origin,
                        struct records *out, struct errs *errs)
{
    records_init(out, origin);
    add_file(out, name);
    struct open_file file = {.path = out->files[0], .text = {.text = (char *)(uintptr_t)text}};
    file.text.len = len;
    return read_zone(&file, origin, out, errs);
}

void records_done(struct records *records)
{
    arena_free(records->arena);
    free(records->list);
    free(records->files);
    *records = (struct records){.count = 0};
}
