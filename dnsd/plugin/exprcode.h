/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader of expressions knows while it works: the place in the text and the steps. */
#ifndef DNSD_PLUGIN_EXPRCODE_H
#define DNSD_PLUGIN_EXPRCODE_H

#include "plugin/expr.h"
#include "plugin/exprlex.h"

enum exprcode_kind { EXPRCODE_TRUTH, EXPRCODE_NUMBER, EXPRCODE_TEXT };

struct exprcode {
    struct plugin_load *load;
    struct plugin_block *block;
    struct expr *out;
    struct exprlex lex;
    struct exprlex_token token; /* the next one */
    size_t last_end;            /* where the token before it ends */
    unsigned depth;             /* values on the stack after the steps so far */
    unsigned nesting;           /* of the reader's functions */
};

/* A part of the expression that was compiled: it leaves one value on the stack. */
struct exprcode_operand {
    enum exprcode_kind kind;
    size_t first;     /* its first step */
    size_t count;     /* its steps */
    size_t at;        /* octets from the start of the expression */
    const char *text; /* of a text in quotes; NULL = it is none */
    size_t text_len;
};

/** "a truth", "a number" or "text", for messages. */
const char *exprcode_kind_text(enum exprcode_kind kind);

/** Add an error that underlines the expression from `at` to the end of the last token. */
bool exprcode_err(struct exprcode *code, size_t at, const char *format, ...) ATTR_PRINTF(3, 4);

/** Add a warning at `at`. */
void exprcode_warn(struct exprcode *code, size_t at, const char *format, ...) ATTR_PRINTF(3, 4);

/** Append a step that changes the number of values by `pushes`. False after an error: too many. */
bool exprcode_add(struct exprcode *code, struct image_view_op op, int pushes);

/** Let the jump at step `from` lead behind the last step. */
void exprcode_land(struct exprcode *code, size_t from);

/** Whether an operand is one step of this kind (and index, for VIEW_FIELD). */
bool exprcode_is(const struct exprcode *code, const struct exprcode_operand *operand,
                 enum view_op kind, uint32_t index);

/** Take the last operand's steps back. */
void exprcode_drop(struct exprcode *code, const struct exprcode_operand *operand);

/** Read the next token. False after an error. */
bool exprcode_next(struct exprcode *code);

/** Read the next token if it is this word or sign; *taken says whether. False after an error. */
bool exprcode_take(struct exprcode *code, const char *text, bool *taken);

/** Require and read this word or sign. */
bool exprcode_need(struct exprcode *code, const char *text);

#endif
