/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a master file: entries of tokens, with parentheses, quotes, comments and escapes
 * resolved as far as where a token begins and ends.
 *
 *     www  3600 IN TXT ( "one"     entry: owner_blank = false
 *                        two )            tokens: www 3600 IN TXT one(quoted) two
 */
#ifndef DNSD_ZONE_SCANNER_H
#define DNSD_ZONE_SCANNER_H

#include "base/errs.h"
#include "zone/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entry {
    const struct token *tokens; /* the scanner's, until the next entry */
    size_t ntokens;             /* at least 1 unless broken */
    bool owner_blank;           /* begins with a blank: the owner is the previous entry's */
    bool broken;                /* had a fault that was reported: skip it */
};

struct scanner {
    const char *file;
    const char *at;
    const char *end;
    const char *line_start;
    struct token *tokens; /* malloc'd; ntokens of room are used */
    size_t ntokens;
    size_t room;
    uint32_t line;
    uint32_t recoveries; /* from unclosed parentheses so far */
    bool fixed;          /* all tokens are said to be at fixed_line, fixed_col */
    uint32_t fixed_line;
    uint32_t fixed_col;
};

/** Begin to scan text; the scanner's tokens point into it. A byte order mark is skipped. */
void scanner_init(struct scanner *scanner, const char *file, const char *text, size_t len);

/** Free what the scanner allocated. */
void scanner_done(struct scanner *scanner);

/**
 * The next entry that is not empty. Faults (an unterminated quote, an unclosed parenthesis) are
 * added to errs, the entry is marked broken, and scanning goes on after it.
 *
 * Returns false at the end of the text. Source: RFC 1035 §5.1.
 */
bool scanner_next(struct scanner *scanner, struct entry *out, struct errs *errs);

/** Where a token is. */
static inline struct pos scanner_pos(const struct scanner *scanner, const struct token *token)
{
    return (struct pos){.file = scanner->file, .line = token->line, .col = token->col};
}

#endif
