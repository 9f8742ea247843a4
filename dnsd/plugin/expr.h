/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language of `view`: a subset of expr-lang's, compiled to the steps of image/viewop.h.
 *
 *     full    := or ['?' full ':' full]
 *     or      := and {('||' | 'or') and}          and := test {('&&' | 'and') test}
 *     test    := sum [COMPARISON sum | ['not'] ('in' list | WORD sum)]
 *     sum     := product {('+' | '-') product}    product := unary {('*' | '%') unary}
 *     unary   := ('!' | 'not' | '-' | '+') unary | TEXT | NUMBER | 'true' | 'false'
 *              | FUNCTION '(' [full {',' full}] ')' | '(' full ')'
 *     list    := '[' [full {',' full} [',']] ']'
 *
 * WORD is contains, startsWith, endsWith or matches. Every value is a truth, a number or a text,
 * known at load; patterns, networks and labels are texts in quotes, so that they are too.
 */
#ifndef DNSD_PLUGIN_EXPR_H
#define DNSD_PLUGIN_EXPR_H

#include "image/viewop.h"
#include "plugin/plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXPR_STEPS_MAX = 4096 /* of all expressions of a view */ };

/* The steps of a view's expressions so far; {0} is none. Lives in the load's arena. */
struct expr {
    struct image_view_op *ops;
    size_t nops;
    size_t room;
    uint32_t flags; /* VIEW_* */
};

/**
 * Compile the expression that a line holds behind its first word, and append it to the others.
 *
 * Labels that it names are used (labels_use()), networks and patterns are put into the image.
 * Returns false after an error, which points into the expression.
 * Source: the Language Definition of expr-lang; the functions are CoreDNS's.
 */
bool expr_compile(struct plugin_load *load, struct plugin_block *block, const struct node *line,
                  struct expr *out);

struct exprcode;
struct exprcode_operand;

/** Read a `full` of the grammar. */
bool expr_full(struct exprcode *code, struct exprcode_operand *out);

/** Read a `sum` of the grammar: the operand of a test. */
bool expr_sum(struct exprcode *code, struct exprcode_operand *out);

#endif
