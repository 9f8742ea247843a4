/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/exprcode.h"

#include <stdarg.h>
#include <stdio.h>

const char *exprcode_kind_text(enum exprcode_kind kind)
{
    static const char *const texts[] = {"true or false", "a number", "text"};
    return texts[kind];
}

bool exprcode_err(struct exprcode *code, size_t at, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    size_t len = code->last_end > at ? code->last_end - at : code->token.len;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return err_add_mark(code->lex.errs, exprlex_pos(&code->lex, at), len == 0 ? 1 : (uint32_t)len,
                        "%s", text);
}

void exprcode_warn(struct exprcode *code, size_t at, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    err_warn(code->lex.errs, exprlex_pos(&code->lex, at), "%s", text);
}

bool exprcode_add(struct exprcode *code, struct image_view_op op, int pushes)
{
    struct expr *out = code->out;
    if (out->nops == EXPR_STEPS_MAX || (pushes > 0 && code->depth == VIEWOP_STACK)) {
        return exprcode_err(code, code->token.at,
                            "the expression is too long or too deep here; make a view of its own "
                            "of a part of it");
    }
    out->ops = arena_grow(code->load->arena, out->ops, out->nops, &out->room, sizeof(*out->ops));
    out->ops[out->nops++] = op;
    code->depth = (unsigned)((int)code->depth + pushes);
    return true;
}

void exprcode_land(struct exprcode *code, size_t from)
{
    code->out->ops[from].jump = (uint16_t)(code->out->nops - from - 1);
}

bool exprcode_is(const struct exprcode *code, const struct exprcode_operand *operand,
                 enum view_op kind, uint32_t index)
{
    const struct image_view_op *op = &code->out->ops[operand->first];
    return operand->count == 1 && op->kind == kind && (kind != VIEW_FIELD || op->index == index);
}

void exprcode_drop(struct exprcode *code, const struct exprcode_operand *operand)
{
    code->out->nops = operand->first;
    code->depth--;
}

bool exprcode_next(struct exprcode *code)
{
    code->last_end = code->token.at + code->token.len;
    return exprlex_next(&code->lex, &code->token);
}

bool exprcode_take(struct exprcode *code, const char *text, bool *taken)
{
    *taken = exprlex_is(&code->token, text);
    return !*taken || exprcode_next(code);
}

bool exprcode_need(struct exprcode *code, const char *text)
{
    const struct exprlex_token *token = &code->token;
    if (exprlex_is(token, text)) {
        return exprcode_next(code);
    }
    if (token->kind == EXPRLEX_END) {
        return exprcode_err(code, token->at, "the expression ends here; write '%s'", text);
    }
    code->last_end = token->at + token->len;
    return exprcode_err(code, token->at, "'%.*s' was not expected here; write '%s'",
                        (int)token->len, token->source, text);
}
