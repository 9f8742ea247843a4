/* SPDX-License-Identifier: Apache-2.0 */
/* The words of an expression: those of a Corefile line, joined again and cut into tokens. */
#ifndef DNSD_PLUGIN_EXPRLEX_H
#define DNSD_PLUGIN_EXPRLEX_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/errs.h"
#include "conf/node.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exprlex_kind {
    EXPRLEX_END,
    EXPRLEX_WORD, /* a name, or an operator in letters */
    EXPRLEX_NUMBER,
    EXPRLEX_TEXT, /* in quotes; value holds it without them */
    EXPRLEX_SIGN  /* one or two punctuation marks */
};

struct exprlex_token {
    enum exprlex_kind kind;
    size_t at;          /* octets from the start of the expression */
    size_t len;         /* octets that it takes there */
    const char *source; /* where it stands: len octets */
    const char *value;  /* of a text: NUL-terminated, in the arena */
    size_t value_len;
    int64_t number;
};

struct exprlex {
    struct arena *arena;
    struct errs *errs;
    const struct node *line;
    const char *text; /* words 1 on, with one blank between two */
    size_t len;
    size_t at; /* read so far */
};

/** Begin with the words of a line behind its first. */
void exprlex_init(struct arena *arena, const struct node *line, struct errs *errs,
                  struct exprlex *out);

/** The next token. False after an error. */
bool exprlex_next(struct exprlex *lex, struct exprlex_token *out);

/** Whether a token is this word or sign. */
bool exprlex_is(const struct exprlex_token *token, const char *text);

/** Where in its file the expression's octet `at` stands. */
struct pos exprlex_pos(const struct exprlex *lex, size_t at);

#endif
