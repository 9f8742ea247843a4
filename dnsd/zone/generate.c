/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/generate.h"

#include "base/must.h"
#include "wire/rrtype.h"
#include "zone/rdataform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 1024 * 1024, WIDTH_MAX = 255, LINE_SIZE = 65536 };

/* The numbers that are put in. */
struct range {
    uint32_t start;
    uint32_t stop;
    uint32_t step;
};

/* ${offset,width,base} */
struct modifier {
    int64_t offset;
    unsigned width; /* characters */
    char base;
};

/* A line being made. */
struct line {
    char *text; /* LINE_SIZE octets */
    size_t len;
};

/* Read decimal digits at *at and move past them. False when there are none, or too many. */
static bool take_number(const char **at, const char *end, uint32_t *out)
{
    const char *first = *at;
    uint64_t value = 0;
    while (*at < end && **at >= '0' && **at <= '9' && *at - first < 10) {
        value = value * 10 + (uint64_t)(*(*at)++ - '0');
    }
    *out = (uint32_t)value;
    return *at > first && value <= INT32_MAX;
}

static bool read_range(struct reader *r, const struct token *token, struct range *out)
{
    const char *at = token->text;
    const char *end = at + token->len;
    struct range range = {.step = 1};
    char shown[TOKEN_SHOWN_SIZE];
    bool good = take_number(&at, end, &range.start) && at < end && *at++ == '-' &&
                take_number(&at, end, &range.stop) &&
                (at == end || (*at++ == '/' && take_number(&at, end, &range.step) && at == end));
    if (!good || range.start > range.stop || range.step == 0) {
        return reader_fail(r, token,
                           "'%s' is no range; write start-stop or start-stop/step, like "
                           "1-254",
                           token_show(token, shown));
    }
    if ((range.stop - range.start) / range.step >= COUNT_MAX) {
        return reader_fail(r, token, "'%s' makes more than %d records; write a smaller range",
                           token_show(token, shown), COUNT_MAX);
    }
    *out = range;
    return true;
}

/* Read what stands between the braces; `at` is past the opening one. NULL when it is wrong. */
static const char *read_modifier(const char *at, const char *end, struct modifier *out)
{
    bool negative = at < end && *at == '-';
    uint32_t offset;
    uint32_t width = 0;
    at += negative || (at < end && *at == '+');
    if (!take_number(&at, end, &offset)) {
        return NULL;
    }
    out->offset = negative ? -(int64_t)offset : (int64_t)offset;
    if (at < end && *at == ',') {
        at++;
        if (!take_number(&at, end, &width) || width > WIDTH_MAX) {
            return NULL;
        }
        out->width = width;
        if (at + 1 < end && *at == ',') {
            out->base = at[1];
            at += 2;
        }
    }
    bool known = strchr("doxXnN", out->base) != NULL;
    return at < end && *at == '}' && known ? at + 1 : NULL;
}

static bool put(struct line *line, const char *text, size_t len)
{
    if (len >= LINE_SIZE - line->len) {
        return false;
    }
    memcpy(line->text + line->len, text, len);
    line->len += len;
    return true;
}

/* Hexadecimal digits from the lowest, a dot between; width counts the dots, as in BIND. */
static bool put_nibbles(struct line *line, uint64_t value, unsigned width, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    do {
        if (!put(line, &digits[value & 15], 1)) {
            return false;
        }
        value >>= 4;
        width -= width > 0;
        if (width > 0 || value != 0) {
            if (!put(line, ".", 1)) {
                return false;
            }
            width -= width > 0;
        }
    } while (width > 0 || value != 0);
    return true;
}

static bool put_value(struct line *line, uint32_t number, const struct modifier *modifier)
{
    char text[WIDTH_MAX + 16];
    int64_t sum = (int64_t)number + modifier->offset;
    int width = (int)modifier->width;
    if (sum < 0) {
        return false;
    }
    unsigned long long value = (unsigned long long)sum;
    switch (modifier->base) {
    case 'o':
        snprintf(text, sizeof(text), "%0*llo", width, value);
        break;
    case 'x':
        snprintf(text, sizeof(text), "%0*llx", width, value);
        break;
    case 'X':
        snprintf(text, sizeof(text), "%0*llX", width, value);
        break;
    case 'n':
    case 'N':
        return put_nibbles(line, value, modifier->width, modifier->base == 'N');
    default:
        snprintf(text, sizeof(text), "%0*llu", width, value);
        break;
    }
    return put(line, text, strlen(text));
}

/* Put in the number at a dollar sign; *at moves past it. False when it is wrong. */
static bool put_dollar(struct line *line, const char **at, const char *end, uint32_t number)
{
    struct modifier modifier = {.base = 'd'};
    (*at)++;
    if (*at < end && **at == '$') {
        (*at)++;
        return put(line, "\\$", 2); /* escaped, as a plain one could begin a directive */
    }
    if (*at < end && **at == '{') {
        *at = read_modifier(*at + 1, end, &modifier);
    }
    return *at != NULL && put_value(line, number, &modifier);
}

static bool put_token(struct reader *r, struct line *line, const struct token *token, bool quotes,
                      uint32_t number)
{
    const char *at = token->text;
    const char *end = at + token->len;
    bool good = put(line, quotes ? "\"" : "", quotes);
    while (good && at < end) {
        if (*at == '$') {
            good = put_dollar(line, &at, end, number);
        } else {
            size_t len = *at == '\\' && at + 1 < end ? 2 : 1;
            good = put(line, at, len);
            at += len;
        }
    }
    good = good && put(line, quotes ? "\" " : " ", quotes + 1u);
    char shown[TOKEN_SHOWN_SIZE];
    return good ||
           reader_fail(r, token,
                       "'%s' does not work with %u; write $ or ${offset,width,base} so that "
                       "no number is below zero (base d, o, x, X, n or N; width up to %d)",
                       token_show(token, shown), number, WIDTH_MAX);
}

/* Whether quotes around all of the data only hold it together, as BIND reads them: not for text. */
static bool unquotes(const struct entry *entry, size_t i)
{
    const struct token *type_token = &entry->tokens[i - 1];
    uint16_t type;
    if (!entry->tokens[i].quoted || i + 1 != entry->ntokens ||
        !rrtype_parse(type_token->text, type_token->len, &type)) {
        return false;
    }
    const struct rdataform *form = rdataform_find(type);
    uint8_t kind = form == NULL ? KIND_END : form->fields[0].kind;
    return kind != KIND_STRING && kind != KIND_STRINGS;
}

/* Make the line of one number and read it as if it stood where the directive is. */
static bool generate_one(struct reader *r, const struct entry *entry, uint32_t number,
                         struct line *line)
{
    line->len = 0;
    for (size_t i = 2; i < entry->ntokens; i++) {
        const struct token *token = &entry->tokens[i];
        bool quotes = token->quoted && !unquotes(entry, i);
        if (!put_token(r, line, token, quotes, number)) {
            return false;
        }
    }
    struct scanner scanner;
    struct scanner *outer = r->scanner;
    struct entry made;
    scanner_init(&scanner, outer->file, line->text, line->len);
    scanner.fixed = true;
    scanner.fixed_line = entry->tokens[2].line;
    scanner.fixed_col = entry->tokens[2].col;
    r->scanner = &scanner;
    bool ok = scanner_next(&scanner, &made, r->errs) && !made.broken && reader_record(r, &made);
    r->scanner = outer;
    scanner_done(&scanner);
    return ok;
}

bool generate_records(struct reader *r, const struct entry *entry)
{
    struct range range = {.step = 1};
    if (entry->ntokens < 5) {
        return reader_fail(r, &entry->tokens[0],
                           "$GENERATE has %zu words after it; write "
                           "'$GENERATE start-stop owner type data'",
                           entry->ntokens - 1);
    }
    if (!read_range(r, &entry->tokens[1], &range)) {
        return false;
    }
    struct line line = {.text = must(malloc(LINE_SIZE))};
    bool ok = true;
    for (uint64_t number = range.start; ok && number <= range.stop; number += range.step) {
        ok = generate_one(r, entry, (uint32_t)number, &line);
    }
    free(line.text);
    return ok;
}
