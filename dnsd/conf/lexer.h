/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a Corefile's text, one after the other, with their places.
 *
 * The rules are those of Caddy 1: white space separates words and every CR is dropped; `#` starts
 * a comment, also inside a word (then it ends at the next blank); only `"` quotes, `\"` is a quote
 * inside and every other backslash stays; `{` and `}` count only as words of their own. A lexer is
 * a value: a copy of it is a bookmark.
 */
#ifndef DNSD_CONF_LEXER_H
#define DNSD_CONF_LEXER_H

#include "base/arena.h"
#include "base/errs.h"
#include "conf/node.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE };

struct token {
    struct word word;
    struct pos end; /* just past it */
    enum token_kind kind;
    bool starts_line; /* first on its line, or first behind a '{' */
    bool ends_line;   /* nothing but a comment follows on its line */
    bool bare_import; /* the word `import`, before the environment is put in */
};

/* What all texts of one load share. */
struct lexer_load {
    struct arena *arena; /* words' texts live here */
    struct errs *errs;
    const char *(*getenv)(const char *name);
    size_t octets_left; /* texts are read again for each import: a bound on time */
    size_t words_left;  /* the same for memory */
    bool exhausted;     /* one of them ran out; said once, and every lexer is at its end */
};

struct lexer {
    struct lexer_load *load;
    const char *file; /* for messages and places */
    const char *text;
    size_t len;     /* octets of text */
    size_t at;      /* the next octet */
    size_t line_at; /* where its line begins */
    uint32_t line;
    bool fresh_line; /* the next word starts a line */
    bool open_quote; /* the text ended inside quotes, which was reported */
};

/** A lexer at the start of a text; a leading byte order mark is skipped. */
struct lexer lexer_of(struct lexer_load *load, const char *file, const char *text, size_t len);

/**
 * Read the next word, brace or the end.
 *
 * Faults (a quote without its end, a NUL octet, a brace glued to a word) are reported and read as
 * what was likely meant.
 */
void lexer_next(struct lexer *lexer, struct token *out);

/** Drop what is left of the current line. */
void lexer_skip_line(struct lexer *lexer);

#endif
