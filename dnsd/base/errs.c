/* SPDX-License-Identifier: Apache-2.0 */
#include "base/errs.h"

#include "base/must.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct source {
    struct source *next;
    const char *file; /* the caller's */
    const char *text; /* the caller's */
    size_t len;
    size_t line_at; /* offset of line `line`, where the last search ended: errors come in order */
    uint32_t line;
};

/* A file's name that messages mention: the collection's own copy. */
struct file_name {
    struct file_name *next;
    char text[];
};

enum { LEVELS = ERR_NOTICE + 1 };

struct errs {
    struct err kept[LEVELS][ERRS_SHOWN_MAX];
    size_t nkept[LEVELS];
    size_t count[LEVELS];
    struct source *sources;
    struct file_name *names;
    struct err *last; /* what was added last; NULL when it was not kept */
};

struct errs *errs_new(void)
{
    return must(calloc(1, sizeof(struct errs)));
}

static void free_sources(struct source *source)
{
    while (source != NULL) {
        struct source *next = source->next;
        free(source);
        source = next;
    }
}

static void free_details(struct err_detail *detail)
{
    while (detail != NULL) {
        struct err_detail *next = detail->next;
        free(detail);
        detail = next;
    }
}

void errs_free(struct errs *errs)
{
    if (errs == NULL) {
        return;
    }
    const struct err *err;
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL; i++) {
        free_details(err->details);
    }
    free_sources(errs->sources);
    while (errs->names != NULL) {
        struct file_name *next = errs->names->next;
        free(errs->names);
        errs->names = next;
    }
    free(errs);
}

void errs_source(struct errs *errs, const char *file, const char *text, size_t len)
{
    struct source *source = calloc(1, sizeof(*source));
    if (source == NULL) {
        return; /* messages then come without their line */
    }
    *source =
        (struct source){.next = errs->sources, .file = file, .text = text, .len = len, .line = 1};
    errs->sources = source;
}

void errs_source_drop(struct errs *errs, const char *file)
{
    for (struct source **at = &errs->sources; *at != NULL; at = &(*at)->next) {
        if (strcmp((*at)->file, file) == 0) {
            struct source *gone = *at;
            *at = gone->next;
            free(gone);
            return;
        }
    }
}

static struct source *find_source(struct errs *errs, const char *file)
{
    for (struct source *source = errs->sources; source != NULL; source = source->next) {
        if (file != NULL && strcmp(source->file, file) == 0) {
            return source;
        }
    }
    return NULL;
}

/* What would break a message's line or a terminal becomes a blank. */
static char printable(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f ? ' ' : c;
}

static void make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        *text = printable(*text);
    }
}

static void copy_line(struct source *source, uint32_t line, char *out)
{
    if (line < source->line) {
        source->line = 1;
        source->line_at = 0;
    }
    const char *end = source->text + source->len;
    const char *at = source->text + source->line_at;
    while (source->line < line) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL) {
            return;
        }
        at = newline + 1;
        source->line++;
        source->line_at = (size_t)(at - source->text);
    }
    size_t len = 0;
    while (at < end && *at != '\n' && len + 1 < ERR_LINE_SIZE) {
        out[len++] = printable(*at++);
    }
    while (len > 0 && out[len - 1] == ' ') {
        len--;
    }
    out[len] = '\0';
}

static const char *keep_name(struct errs *errs, const char *file)
{
    if (file == NULL) {
        return NULL;
    }
    for (const struct file_name *name = errs->names; name != NULL; name = name->next) {
        if (strcmp(name->text, file) == 0) {
            return name->text;
        }
    }
    size_t len = strlen(file);
    struct file_name *name = malloc(sizeof(*name) + len + 1);
    if (name == NULL) {
        return NULL; /* messages then come without their place */
    }
    memcpy(name->text, file, len + 1);
    name->next = errs->names;
    errs->names = name;
    return name->text;
}

static bool same_file(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Whether the same was said of the same place, as for a snippet that is imported twice. */
static bool is_known(const struct errs *errs, const struct err *err)
{
    for (size_t i = 0; i < errs->nkept[err->level]; i++) {
        const struct err *other = &errs->kept[err->level][i];
        if (other->at.line == err->at.line && other->at.col == err->at.col &&
            same_file(other->at.file, err->at.file) && strcmp(other->text, err->text) == 0) {
            return true;
        }
    }
    return false;
}

/* Add `said`, whose text the format makes. */
static void add(struct errs *errs, struct err said, const char *format, va_list args)
    ATTR_PRINTF(3, 0);

static void add(struct errs *errs, struct err said, const char *format, va_list args)
{
    vsnprintf(said.text, sizeof(said.text), format, args);
    make_printable(said.text);
    errs->last = NULL;
    if (is_known(errs, &said)) {
        return;
    }
    errs->count[said.level]++;
    if (errs->nkept[said.level] == ERRS_SHOWN_MAX) {
        return;
    }
    struct err *err = &errs->kept[said.level][errs->nkept[said.level]++];
    *err = said;
    err->at.file = keep_name(errs, said.at.file);
    errs_line(errs, said.at, err->line);
    errs->last = err;
}

void errs_line(struct errs *errs, struct pos at, char *out)
{
    struct source *source = at.line == 0 ? NULL : find_source(errs, at.file);
    out[0] = '\0';
    if (source != NULL) {
        copy_line(source, at.line, out);
    }
}

bool err_add(struct errs *errs, struct pos at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(errs, (struct err){.at = at, .level = ERR_ERROR, .mark_len = 1}, format, args);
    va_end(args);
    return false;
}

bool err_add_line(struct errs *errs, struct pos at, const char *line, uint32_t mark_len,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(errs, (struct err){.at = at, .level = ERR_ERROR, .mark_len = mark_len}, format, args);
    va_end(args);
    if (errs->last != NULL) {
        snprintf(errs->last->line, sizeof(errs->last->line), "%s", line);
        make_printable(errs->last->line);
    }
    return false;
}

bool err_add_mark(struct errs *errs, struct pos at, uint32_t mark_len, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(errs, (struct err){.at = at, .level = ERR_ERROR, .mark_len = mark_len}, format, args);
    va_end(args);
    return false;
}

void err_warn(struct errs *errs, struct pos at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(errs, (struct err){.at = at, .level = ERR_WARNING, .mark_len = 1}, format, args);
    va_end(args);
}

void err_note(struct errs *errs, struct pos at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(errs, (struct err){.at = at, .level = ERR_NOTICE, .mark_len = 1}, format, args);
    va_end(args);
}

bool err_find(struct errs *errs, enum err_level level, const char *code, struct pos at,
              uint32_t mark_len, const char *format, ...)
{
    va_list args;
    struct err said = {.at = at, .level = level, .mark_len = mark_len};
    snprintf(said.code, sizeof(said.code), "%s", code);
    va_start(args, format);
    add(errs, said, format, args);
    va_end(args);
    return false;
}

void err_detail(struct errs *errs, const char *label, const char *format, ...)
{
    struct err_detail *detail = errs->last == NULL ? NULL : calloc(1, sizeof(*detail));
    if (detail == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    vsnprintf(detail->text, sizeof(detail->text), format, args);
    va_end(args);
    make_printable(detail->text);
    snprintf(detail->label, sizeof(detail->label), "%s", label);
    struct err_detail **end = &errs->last->details;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = detail;
}

bool errs_failed(const struct errs *errs)
{
    return errs->count[ERR_ERROR] > 0;
}

size_t errs_count(const struct errs *errs, enum err_level level)
{
    return errs->count[level];
}

const struct err *errs_at(const struct errs *errs, size_t i)
{
    for (int level = 0; level < LEVELS; level++) {
        if (i < errs->nkept[level]) {
            return &errs->kept[level][i];
        }
        i -= errs->nkept[level];
    }
    return NULL;
}

/* Places that the first `octets` octets of a line take on a screen: one for each UTF-8 character.
 */
static size_t places(const char *line, size_t octets)
{
    size_t count = 0;
    for (size_t i = 0; i < octets; i++) {
        count += ((unsigned char)line[i] & 0xc0) != 0x80;
    }
    return count;
}

static void print_mark(const struct err *err, FILE *to)
{
    fprintf(to, "    %s\n    ", err->line);
    size_t len = strlen(err->line);
    size_t col = err->at.col == 0 ? 1 : err->at.col;
    if (col > len + 1) {
        col = len + 1;
    }
    fprintf(to, "%*s^", (int)places(err->line, col - 1), "");
    size_t mark_len = col + err->mark_len <= len + 1 ? err->mark_len : len + 1 - col;
    for (size_t i = 1; i < places(&err->line[col - 1], mark_len); i++) {
        fputc('~', to);
    }
    fputc('\n', to);
}

/* What a message is, between its place and its text. */
static void print_level_and_code(const struct err *err, FILE *to)
{
    static const char *const words[LEVELS] = {"error", "warning", "notice"};
    if (err->code[0] != '\0') {
        fprintf(to, "%s %s: ", words[err->level], err->code);
    } else if (err->level != ERR_ERROR) {
        fprintf(to, "%s: ", words[err->level]);
    }
}

static void print_one(const struct err *err, FILE *to)
{
    if (err->at.file != NULL) {
        fputs(err->at.file, to);
        if (err->at.line > 0) {
            fprintf(to, ":%u", err->at.line);
        }
        if (err->at.line > 0 && err->at.col > 0) {
            fprintf(to, ":%u", err->at.col);
        }
        fputs(": ", to);
    }
    print_level_and_code(err, to);
    fprintf(to, "%s\n", err->text);
    if (err->line[0] != '\0') {
        print_mark(err, to);
    }
    for (const struct err_detail *detail = err->details; detail != NULL; detail = detail->next) {
        fprintf(to, "    %-8s %s\n", detail->label, detail->text);
    }
}

/* Which file, in the order in which the level's messages first name it. */
static size_t file_rank(const struct err *kept, const struct err *err)
{
    size_t rank = 0;
    while (kept[rank].at.file != err->at.file &&
           (kept[rank].at.file == NULL || err->at.file == NULL ||
            strcmp(kept[rank].at.file, err->at.file) != 0)) {
        rank++;
    }
    return rank;
}

static bool comes_before(const struct err *kept, const struct err *a, const struct err *b)
{
    size_t file_a = file_rank(kept, a);
    size_t file_b = file_rank(kept, b);
    if (file_a != file_b) {
        return file_a < file_b;
    }
    return a->at.line != b->at.line ? a->at.line < b->at.line : a->at.col < b->at.col;
}

/* The messages of one level, file by file from top to bottom. */
static void print_level(const struct err *kept, size_t nkept, FILE *to)
{
    const struct err *sorted[ERRS_SHOWN_MAX];
    for (size_t i = 0; i < nkept; i++) {
        size_t at = i;
        for (; at > 0 && comes_before(kept, &kept[i], sorted[at - 1]); at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = &kept[i];
    }
    for (size_t i = 0; i < nkept; i++) {
        print_one(sorted[i], to);
    }
}

static void print_all(const struct errs *errs, FILE *to)
{
    static const char *const words[LEVELS] = {"errors", "warnings", "notices"};
    for (int level = 0; level < LEVELS; level++) {
        print_level(errs->kept[level], errs->nkept[level], to);
        size_t more = errs->count[level] - errs->nkept[level];
        if (more > 0) {
            fprintf(to, "... and %zu more %s\n", more, words[level]);
        }
    }
}

/* In one piece: other processes write to the same standard error. */
void errs_print(const struct errs *errs, FILE *to)
{
    char *text = NULL;
    size_t len = 0;
    FILE *whole = open_memstream(&text, &len);
    if (whole == NULL) {
        print_all(errs, to);
        return;
    }
    print_all(errs, whole);
    fclose(whole);
    fwrite(text, 1, len, to);
    free(text);
}
