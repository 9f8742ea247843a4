/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/expr.h"

#include "plugin/exprcall.h"
#include "plugin/exprtest.h"

#include <string.h>

enum { NESTING_MAX = 64 };

static bool read_unary(struct exprcode *code, struct exprcode_operand *out);

static void finish(const struct exprcode *code, struct exprcode_operand *operand)
{
    operand->count = code->out->nops - operand->first;
}

static bool need_kind(struct exprcode *code, const struct exprcode_operand *operand,
                      enum exprcode_kind kind, const char *what)
{
    return operand->kind == kind ||
           exprcode_err(code, operand->at, "%s works on %s, not on %s; %s", what,
                        exprcode_kind_text(kind), exprcode_kind_text(operand->kind),
                        kind == EXPRCODE_TRUTH ? "compare it with something, as in type() == 'A'"
                                               : "compare or combine values of one kind");
}

static bool read_text(struct exprcode *code, struct exprcode_operand *out)
{
    const struct exprlex_token *token = &code->token;
    out->kind = EXPRCODE_TEXT;
    out->text = token->value;
    out->text_len = token->value_len;
    struct blob_ref ref = build_blob(code->load->build, token->value, token->value_len);
    struct image_view_op op = {.kind = VIEW_TEXT, .index = ref.at, .number = ref.len};
    return exprcode_add(code, op, 1) && exprcode_next(code);
}

static bool read_number(struct exprcode *code, struct exprcode_operand *out)
{
    out->kind = EXPRCODE_NUMBER;
    struct image_view_op op = {.kind = VIEW_NUMBER, .number = code->token.number};
    return exprcode_add(code, op, 1) && exprcode_next(code);
}

/* '(' is read. */
static bool read_parenthesis(struct exprcode *code, struct exprcode_operand *out)
{
    return expr_full(code, out) && exprcode_need(code, ")");
}

static bool read_arguments(struct exprcode *code, struct exprcode_operand *args, size_t *nargs)
{
    bool ends;
    bool goes_on;
    *nargs = 0;
    if (!exprcode_need(code, "(") || !exprcode_take(code, ")", &ends)) {
        return false;
    }
    while (!ends) {
        struct exprcode_operand arg;
        if (!expr_full(code, *nargs < EXPRCALL_ARGS_MAX ? &args[*nargs] : &arg) ||
            !exprcode_take(code, ",", &goes_on)) {
            return false;
        }
        (*nargs)++;
        ends = !goes_on;
        if (ends && !exprcode_need(code, ")")) {
            return false;
        }
    }
    return true;
}

static bool read_word(struct exprcode *code, struct exprcode_operand *out)
{
    struct exprcode_operand args[EXPRCALL_ARGS_MAX];
    size_t nargs;
    bool is_true = exprlex_is(&code->token, "true");
    if (is_true || exprlex_is(&code->token, "false")) {
        out->kind = EXPRCODE_TRUTH;
        struct image_view_op op = {.kind = VIEW_TRUTH, .number = is_true};
        return exprcode_add(code, op, 1) && exprcode_next(code);
    }
    const struct exprcall *call = exprcall_find(code, &code->token);
    if (call == NULL || !exprcode_next(code)) {
        return false;
    }
    if (!exprlex_is(&code->token, "(")) {
        return exprcode_err(code, out->at, "'%s' is a function; write %s()", exprcall_name(call),
                            exprcall_name(call));
    }
    return read_arguments(code, args, &nargs) && exprcall_add(code, call, args, nargs, out);
}

static bool read_primary(struct exprcode *code, struct exprcode_operand *out)
{
    bool taken;
    switch (code->token.kind) {
    case EXPRLEX_TEXT:
        return read_text(code, out);
    case EXPRLEX_NUMBER:
        return read_number(code, out);
    case EXPRLEX_WORD:
        return read_word(code, out);
    case EXPRLEX_END:
        return exprcode_err(code, code->token.at,
                            "the expression ends where a value is expected; write one such as "
                            "type() or 'A'");
    case EXPRLEX_SIGN:
    default:
        break;
    }
    if (!exprcode_take(code, "(", &taken)) {
        return false;
    }
    if (taken) {
        return read_parenthesis(code, out);
    }
    code->last_end = code->token.at + code->token.len;
    return exprcode_err(code, code->token.at, "'%.*s' stands where a value is expected; write %s",
                        (int)code->token.len, code->token.source,
                        exprlex_is(&code->token, "[") ? "'in' before a list"
                                                      : "one such as type() or 'A'");
}

/* One of ! not - + is read; its step goes behind what it works on. */
static bool read_prefix(struct exprcode *code, char sign, struct exprcode_operand *out)
{
    bool is_not = sign == '!' || sign == 'n';
    struct image_view_op op = {.kind = is_not ? VIEW_NOT : VIEW_NEGATE};
    if (!read_unary(code, out) || !need_kind(code, out, is_not ? EXPRCODE_TRUTH : EXPRCODE_NUMBER,
                                             is_not ? "'not'" : "a sign")) {
        return false;
    }
    out->text = NULL;
    return sign == '+' || exprcode_add(code, op, 0);
}

static bool read_unary(struct exprcode *code, struct exprcode_operand *out)
{
    static const char *const prefixes[] = {"!", "not", "-", "+"};
    bool taken = false;
    size_t i = 0;
    *out = (struct exprcode_operand){.first = code->out->nops, .at = code->token.at};
    if (code->nesting == NESTING_MAX) {
        return exprcode_err(code, out->at, "the expression nests too deep here; write it flatter");
    }
    for (; i < 4 && !taken; i++) {
        if (!exprcode_take(code, prefixes[i], &taken)) {
            return false;
        }
    }
    struct exprcode_operand inner;
    code->nesting++;
    bool ok = taken ? read_prefix(code, prefixes[i - 1][0], &inner) : read_primary(code, out);
    code->nesting--;
    if (taken) {
        out->kind = inner.kind;
    }
    finish(code, out);
    return ok;
}

/* One of two operators of a level; NULL = neither comes. False after an error. */
static bool take_sign(struct exprcode *code, const char *const signs[2], const char **out)
{
    bool taken;
    *out = NULL;
    for (size_t i = 0; i < 2 && *out == NULL; i++) {
        if (!exprcode_take(code, signs[i], &taken)) {
            return false;
        }
        *out = taken ? signs[i] : NULL;
    }
    return true;
}

static bool add_arithmetic(struct exprcode *code, char sign, struct exprcode_operand *left,
                           const struct exprcode_operand *right)
{
    const char what[] = {'\'', sign, '\'', '\0'};
    enum view_op kind = sign == '+'   ? VIEW_ADD
                        : sign == '-' ? VIEW_SUBTRACT
                        : sign == '*' ? VIEW_MULTIPLY
                                      : VIEW_REMAINDER;
    bool texts = sign == '+' && left->kind == EXPRCODE_TEXT;
    enum exprcode_kind wanted = texts ? EXPRCODE_TEXT : EXPRCODE_NUMBER;
    if (!need_kind(code, left, wanted, what) || !need_kind(code, right, wanted, what)) {
        return false;
    }
    left->text = NULL;
    return exprcode_add(code, (struct image_view_op){.kind = (uint16_t)kind}, -1);
}

static bool read_product(struct exprcode *code, struct exprcode_operand *out)
{
    static const char *const signs[] = {"*", "%"};
    const char *sign = NULL;
    struct exprcode_operand right;
    bool ok = read_unary(code, out) && take_sign(code, signs, &sign);
    while (ok && sign != NULL) {
        ok = read_unary(code, &right) && add_arithmetic(code, sign[0], out, &right) &&
             take_sign(code, signs, &sign);
        finish(code, out);
    }
    return ok;
}

bool expr_sum(struct exprcode *code, struct exprcode_operand *out)
{
    static const char *const signs[] = {"+", "-"};
    const char *sign = NULL;
    struct exprcode_operand right;
    bool ok = read_product(code, out) && take_sign(code, signs, &sign);
    while (ok && sign != NULL) {
        ok = read_product(code, &right) && add_arithmetic(code, sign[0], out, &right) &&
             take_sign(code, signs, &sign);
        finish(code, out);
    }
    return ok;
}

static bool read_test(struct exprcode *code, struct exprcode_operand *out)
{
    bool ok = expr_sum(code, out) && exprtest_read(code, out);
    finish(code, out);
    return ok;
}

/* What both of && and || do: the right operand is only looked at when the left one leaves it open.
 */
static bool read_chain(struct exprcode *code, const char *const signs[2], enum view_op kind,
                       bool (*read)(struct exprcode *code, struct exprcode_operand *out),
                       struct exprcode_operand *out)
{
    const char *sign = NULL;
    struct exprcode_operand right;
    const char *what = kind == VIEW_AND ? "'&&'" : "'||'";
    bool ok = read(code, out) && take_sign(code, signs, &sign);
    while (ok && sign != NULL) {
        size_t jump = code->out->nops;
        ok = need_kind(code, out, EXPRCODE_TRUTH, what) &&
             exprcode_add(code, (struct image_view_op){.kind = (uint16_t)kind}, -1) &&
             read(code, &right) && need_kind(code, &right, EXPRCODE_TRUTH, what);
        if (ok) {
            exprcode_land(code, jump);
            ok = take_sign(code, signs, &sign);
        }
        finish(code, out);
    }
    return ok;
}

static bool read_and(struct exprcode *code, struct exprcode_operand *out)
{
    static const char *const signs[] = {"&&", "and"};
    return read_chain(code, signs, VIEW_AND, read_test, out);
}

static bool read_or(struct exprcode *code, struct exprcode_operand *out)
{
    static const char *const signs[] = {"||", "or"};
    return read_chain(code, signs, VIEW_OR, read_and, out);
}

/* "CONDITION ? full : full"; the question mark is read. */
static bool read_choice(struct exprcode *code, struct exprcode_operand *out)
{
    struct exprcode_operand yes;
    struct exprcode_operand no;
    size_t unless = code->out->nops;
    if (!need_kind(code, out, EXPRCODE_TRUTH, "'?'") ||
        !exprcode_add(code, (struct image_view_op){.kind = VIEW_UNLESS}, -1) ||
        !expr_full(code, &yes)) {
        return false;
    }
    size_t jump = code->out->nops;
    if (!exprcode_need(code, ":") ||
        !exprcode_add(code, (struct image_view_op){.kind = VIEW_JUMP}, -1)) {
        return false;
    }
    exprcode_land(code, unless);
    if (!expr_full(code, &no)) {
        return false;
    }
    exprcode_land(code, jump);
    out->kind = yes.kind;
    out->text = NULL;
    return yes.kind == no.kind ||
           exprcode_err(code, no.at, "behind ':' stands %s, before it %s; write values of one kind",
                        exprcode_kind_text(no.kind), exprcode_kind_text(yes.kind));
}

bool expr_full(struct exprcode *code, struct exprcode_operand *out)
{
    bool taken = false;
    code->nesting++;
    bool ok = code->nesting > NESTING_MAX
                  ? exprcode_err(code, code->token.at,
                                 "the expression nests too deep here; write it flatter")
                  : read_or(code, out) && exprcode_take(code, "?", &taken);
    ok = ok && (!taken || read_choice(code, out));
    code->nesting--;
    finish(code, out);
    return ok;
}

bool expr_compile(struct plugin_load *load, struct plugin_block *block, const struct node *line,
                  struct expr *out)
{
    struct exprcode code = {.load = load, .block = block, .out = out};
    struct exprcode_operand whole = {0};
    exprlex_init(load->arena, line, load->errs, &code.lex);
    if (!exprcode_next(&code) || !expr_full(&code, &whole)) {
        return false;
    }
    if (code.token.kind != EXPRLEX_END) {
        code.last_end = code.token.at + code.token.len;
        return exprcode_err(&code, code.token.at,
                            "'%.*s' stands behind the end of the expression; write an operator "
                            "such as && before it",
                            (int)code.token.len, code.token.source);
    }
    return need_kind(&code, &whole, EXPRCODE_TRUTH, "a view") &&
           exprcode_add(&code, (struct image_view_op){.kind = VIEW_REQUIRE}, -1);
}
