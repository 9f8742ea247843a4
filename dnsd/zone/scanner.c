/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/scanner.h"

#include "base/attr.h"
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an octet does to the scanner. */
enum kind { PLAIN, BLANK, NEWLINE, COMMENT, QUOTE, OPEN, CLOSE, BACKSLASH, NUL };

enum { TOKENS_MAX = 140000 };

static const uint8_t kinds[256] = {
    ['\0'] = NUL,    [' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['\n'] = NEWLINE,
    [';'] = COMMENT, ['"'] = QUOTE, ['('] = OPEN,   [')'] = CLOSE,  ['\\'] = BACKSLASH,
};

static enum kind kind_of(char c)
{
    return (enum kind)kinds[(unsigned char)c];
}

void scanner_init(struct scanner *scanner, const char *file, const char *text, size_t len)
{
    size_t skip = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    *scanner = (struct scanner){
        .file = file, .at = text + skip, .end = text + len, .line_start = text + skip, .line = 1};
}

void scanner_done(struct scanner *scanner)
{
    free(scanner->tokens);
    scanner->tokens = NULL;
}

static struct token *add_token(struct scanner *s, const char *text)
{
    if (UNLIKELY(s->ntokens == s->room)) {
        s->room = s->room == 0 ? 32 : s->room * 2;
        s->tokens = must(realloc(s->tokens, s->room * sizeof(*s->tokens)));
    }
    struct token *token = &s->tokens[s->ntokens++];
    *token =
        (struct token){.text = text, .line = s->line, .col = (uint32_t)(text - s->line_start) + 1};
    if (UNLIKELY(s->fixed)) {
        token->line = s->fixed_line;
        token->col = s->fixed_col;
    }
    return token;
}

static bool fail(struct scanner *s, struct token at, struct errs *errs, const char *text)
{
    return err_add(errs, scanner_pos(s, &at), "%s", text);
}

/*
 * More words than any record may have: 65535 octets as single hexadecimal digits. A text that opens
 * a parenthesis and goes on for gigabytes must not take many times as much memory.
 */
static bool has_room(struct scanner *s, struct errs *errs)
{
    if (LIKELY(s->ntokens < TOKENS_MAX)) {
        return true;
    }
    struct token token = s->tokens[0];
    s->ntokens = 0;
    return fail(s, token, errs,
                "the record has more than 140000 words; close its parenthesis where it ends");
}

/* Skip a backslash and what it escapes. False when a line or the text ends there. */
static bool skip_escape(struct scanner *s)
{
    s->at++;
    if (s->at == s->end || kind_of(*s->at) == NEWLINE || kind_of(*s->at) == NUL) {
        return false;
    }
    s->at++;
    return true;
}

/* Skip from an opening quote past its closing one. */
static bool skip_quoted(struct scanner *s, struct token *token, struct errs *errs)
{
    for (s->at++; s->at < s->end; s->at++) {
        enum kind kind = kind_of(*s->at);
        if (kind == QUOTE) {
            s->at++;
            return true;
        }
        if (kind == NEWLINE || kind == NUL) {
            break;
        }
        if (kind == BACKSLASH) {
            token->escaped = true;
            if (s->at + 1 < s->end && kind_of(s->at[1]) != NEWLINE) {
                s->at++;
            }
        }
    }
    return fail(s, *token, errs,
                "the quote is not closed on its line; write a closing \" (a quote inside is \\\")");
}

static bool scan_quoted(struct scanner *s, struct errs *errs)
{
    struct token *token = add_token(s, s->at);
    token->quoted = true;
    if (!skip_quoted(s, token, errs)) {
        return false;
    }
    token->text++;
    token->len = (uint32_t)(s->at - 1 - token->text);
    return true;
}

/* A word may have quotes inside, where blanks and parentheses count as text: alpn="h2,h3". */
static bool scan_word(struct scanner *s, struct errs *errs)
{
    struct token *token = add_token(s, s->at);
    for (;;) {
        while (s->at < s->end && LIKELY(kind_of(*s->at) == PLAIN)) {
            s->at++;
        }
        if (s->at == s->end || (kind_of(*s->at) != BACKSLASH && kind_of(*s->at) != QUOTE)) {
            token->len = (uint32_t)(s->at - token->text);
            return true;
        }
        if (kind_of(*s->at) == QUOTE) {
            token->inner = true;
            if (!skip_quoted(s, token, errs)) {
                return false;
            }
            continue;
        }
        token->escaped = true;
        if (!skip_escape(s)) {
            return fail(s, *token, errs,
                        "the line ends in a backslash; write the character that it escapes");
        }
    }
}

static void skip_line(struct scanner *s)
{
    const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));
    s->at = newline == NULL ? s->end : newline;
}

static void end_line(struct scanner *s)
{
    s->at++;
    s->line++;
    s->line_start = s->at;
}

/* An entry being scanned. */
struct scan {
    unsigned depth; /* of open parentheses */
    bool broken;
    struct token open; /* the outermost open one, and where to go on from when it stays open */
    const char *open_at;
    const char *open_line_start;
    uint32_t open_line;
};

static void open_parenthesis(struct scanner *s, struct scan *scan)
{
    if (scan->depth++ == 0) {
        scan->open_at = s->at;
        scan->open_line_start = s->line_start;
        scan->open_line = s->line;
        scan->open = *add_token(s, s->at);
        s->ntokens--;
    }
    s->at++;
}

static bool close_parenthesis(struct scanner *s, struct scan *scan, struct errs *errs)
{
    if (scan->depth == 0) {
        struct token token = *add_token(s, s->at);
        return fail(s, token, errs, "')' without a '(' before it; remove it or open one");
    }
    scan->depth--;
    s->at++;
    return true;
}

static bool has_nul(struct scanner *s, struct scan *scan, struct errs *errs)
{
    struct token token = *add_token(s, s->at);
    scan->depth = 0;
    s->at = s->end; /* most likely no text file at all */
    return fail(s, token, errs, "a NUL octet; write the zone as text");
}

/* Take what begins at the scanner's place, which is no newline. False after a fault. */
static bool scan_piece(struct scanner *s, struct scan *scan, struct errs *errs)
{
    switch (kind_of(*s->at)) {
    case COMMENT:
        skip_line(s);
        return true;
    case OPEN:
        open_parenthesis(s, scan);
        return true;
    case CLOSE:
        return close_parenthesis(s, scan, errs);
    case NUL:
        return has_nul(s, scan, errs);
    case QUOTE:
        return has_room(s, errs) && scan_quoted(s, errs);
    case PLAIN:
    case BACKSLASH:
        return has_room(s, errs) && scan_word(s, errs);
    case BLANK:
    case NEWLINE:
        break;
    }
    s->at++;
    return true;
}

/* Scan one line, or several that parentheses join, with its newline. */
static void scan_entry(struct scanner *s, struct scan *scan, struct errs *errs)
{
    while (s->at < s->end) {
        enum kind kind = kind_of(*s->at);
        if (kind == BLANK) {
            s->at++;
        } else if (kind == NEWLINE) {
            end_line(s);
            if (scan->depth == 0) {
                return;
            }
        } else if (!scan_piece(s, scan, errs)) {
            scan->broken = true;
            skip_line(s);
        }
    }
}

/*
 * The text ended inside parentheses. Go back and on with the first line after the opening one that
 * begins with an owner, so that the faults of the lines that were swallowed are found as well.
 */
static void recover_open(struct scanner *s, struct scan *scan, struct errs *errs)
{
    if (!scan->broken) {
        fail(s, scan->open, errs,
             "the parenthesis is not closed; write ')' after the record's last field");
    }
    scan->broken = true;
    if (++s->recoveries > ERRS_SHOWN_MAX) {
        return; /* each costs the rest of the text once more */
    }
    s->at = scan->open_at;
    s->line_start = scan->open_line_start;
    s->line = scan->open_line;
    do {
        skip_line(s);
        if (s->at < s->end) {
            end_line(s);
        }
    } while (s->at < s->end && kind_of(*s->at) != PLAIN && kind_of(*s->at) != BACKSLASH);
}

bool scanner_next(struct scanner *scanner, struct entry *out, struct errs *errs)
{
    struct scanner *s = scanner;
    while (s->at < s->end) {
        struct scan scan = {.depth = 0};
        bool blank = kind_of(*s->at) == BLANK;
        s->ntokens = 0;
        scan_entry(s, &scan, errs);
        if (scan.depth > 0) {
            recover_open(s, &scan, errs);
        }
        if (scan.broken || s->ntokens > 0) {
            *out = (struct entry){.tokens = s->tokens,
                                  .ntokens = s->ntokens,
                                  .owner_blank = blank,
                                  .broken = scan.broken};
            return true;
        }
    }
    return false;
}
