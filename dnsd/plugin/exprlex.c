/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/exprlex.h"

#include <stdlib.h>
#include <string.h>

void exprlex_init(struct arena *arena, const struct node *line, struct errs *errs,
                  struct exprlex *out)
{
    size_t len = 0;
    for (size_t i = 1; i < line->nwords; i++) {
        len += line->words[i].len + 1;
    }
    char *text = arena_octets(arena, len + 1);
    size_t at = 0;
    for (size_t i = 1; i < line->nwords; i++) {
        memcpy(text + at, line->words[i].text, line->words[i].len);
        at += line->words[i].len;
        text[at++] = ' ';
    }
    text[at] = '\0';
    *out = (struct exprlex){
        .arena = arena, .errs = errs, .line = line, .text = text, .len = at > 0 ? at - 1 : 0};
}

/* Whether each octet of a word stands in the file as it is, but for quotes in quotes. */
static bool is_verbatim(const struct word *word)
{
    size_t quotes = 0;
    for (size_t i = 0; i < word->len; i++) {
        if (word->text[i] == '\n') {
            return word->quoted; /* what such a word takes there cannot be told from its length */
        }
        quotes += word->text[i] == '"';
    }
    return word->source_len == word->len + (word->quoted ? 2 + quotes : 0);
}

static struct pos pos_in_word(const struct word *word, size_t at)
{
    struct pos pos = word->at;
    if (!is_verbatim(word)) {
        return pos;
    }
    pos.col += word->quoted;
    for (size_t i = 0; i < at && i < word->len; i++) {
        pos.col += word->quoted && word->text[i] == '"' ? 2 : 1;
        if (word->text[i] == '\n') {
            pos.line++;
            pos.col = 1;
        }
    }
    return pos;
}

struct pos exprlex_pos(const struct exprlex *lex, size_t at)
{
    for (size_t i = 1; i < lex->line->nwords; i++) {
        const struct word *word = &lex->line->words[i];
        if (at <= word->len && (at < word->len || i + 1 == lex->line->nwords)) {
            return pos_in_word(word, at);
        }
        at -= at < word->len + 1u ? at : word->len + 1u;
    }
    return lex->line->end;
}

bool exprlex_is(const struct exprlex_token *token, const char *text)
{
    return (token->kind == EXPRLEX_WORD || token->kind == EXPRLEX_SIGN) &&
           token->len == strlen(text) && memcmp(token->source, text, token->len) == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* `count` hexadecimal digits at `at`. */
static bool read_hex(const struct exprlex *lex, size_t at, size_t count, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = at + i < lex->len ? hex_value(lex->text[at + i]) : -1;
        if (digit < 0) {
            return false;
        }
        value = value << 4 | (uint32_t)digit;
    }
    *out = value;
    return true;
}

/* UTF-8 of a code point below 0x10000. Returns its octets. */
static size_t put_utf8(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | point >> 12);
    out[1] = (char)(0x80 | (point >> 6 & 0x3f));
    out[2] = (char)(0x80 | (point & 0x3f));
    return 3;
}

/* The escape behind a backslash at lex->at. Returns the octets it stands for; 0 = it is none. */
static size_t read_escape(struct exprlex *lex, char *out)
{
    static const char letters[] = "abfnrtv\\'\"`";
    static const char meanings[] = "\a\b\f\n\r\t\v\\'\"`";
    uint32_t value;
    char c = lex->at + 1 < lex->len ? lex->text[lex->at + 1] : '\0';
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    if (letter != NULL) {
        out[0] = meanings[letter - letters];
        lex->at += 2;
        return 1;
    }
    if (c == 'x' && read_hex(lex, lex->at + 2, 2, &value) && value != 0) {
        out[0] = (char)value;
        lex->at += 4;
        return 1;
    }
    bool is_point = c == 'u' && read_hex(lex, lex->at + 2, 4, &value) && value != 0 &&
                    (value < 0xd800 || value > 0xdfff);
    if (is_point) {
        lex->at += 6;
        return put_utf8(value, out);
    }
    return 0;
}

static bool wrong_escape(struct exprlex *lex)
{
    int shown = lex->at + 1 < lex->len && lex->text[lex->at + 1] > ' ' ? 2 : 1;
    const char *at = lex->text + lex->at;
    return err_add_mark(lex->errs, exprlex_pos(lex, lex->at), (uint32_t)shown,
                        "'%.*s' is no escape; write two backslashes for one: '\\%.*s'", shown, at,
                        shown, at);
}

static bool read_text(struct exprlex *lex, struct exprlex_token *out)
{
    char quote = lex->text[lex->at++];
    char *value = arena_octets(lex->arena, lex->len - lex->at + 2);
    size_t len = 0;
    while (lex->at < lex->len && lex->text[lex->at] != quote) {
        if (lex->text[lex->at] != '\\' || quote == '`') {
            value[len++] = lex->text[lex->at++];
            continue;
        }
        size_t octets = read_escape(lex, value + len);
        if (octets == 0) {
            return wrong_escape(lex);
        }
        len += octets;
    }
    if (lex->at == lex->len) {
        return err_add_mark(lex->errs, exprlex_pos(lex, out->at), 1,
                            "the text that begins here has no end; write %c behind it", quote);
    }
    lex->at++;
    value[len] = '\0';
    out->kind = EXPRLEX_TEXT;
    out->value = value;
    out->value_len = len;
    return true;
}

static bool read_number(struct exprlex *lex, struct exprlex_token *out)
{
    size_t at = lex->at;
    while (lex->at < lex->len && (is_letter(lex->text[lex->at]) || is_digit(lex->text[lex->at]))) {
        lex->at++;
    }
    bool whole = lex->at == lex->len || lex->text[lex->at] != '.';
    const char *from = lex->text + at;
    bool hex = from[0] == '0' && (from[1] | 0x20) == 'x';
    uint64_t value = 0;
    for (size_t i = at + (hex ? 2 : 0); i < lex->at && whole; i++) {
        int digit = hex_value(lex->text[i]);
        uint64_t base = hex ? 16 : 10;
        whole = digit >= 0 && (uint64_t)digit < base &&
                value <= ((uint64_t)INT64_MAX - (uint64_t)digit) / base;
        value = value * base + (uint64_t)digit;
    }
    if (!whole || (hex && lex->at == at + 2)) {
        return err_add_mark(lex->errs, exprlex_pos(lex, at), 1,
                            "what begins here is no whole number; write one such as 512 or 0x200");
    }
    out->kind = EXPRLEX_NUMBER;
    out->number = (int64_t)value;
    return true;
}

static bool read_sign(struct exprlex *lex, struct exprlex_token *out)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+",
                                        "-",  "*",  "%",  "(",  ")",  "[",  "]", ",", "?", ":"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t len = strlen(signs[i]);
        if (lex->at + len <= lex->len && memcmp(lex->text + lex->at, signs[i], len) == 0) {
            lex->at += len;
            out->kind = EXPRLEX_SIGN;
            return true;
        }
    }
    char c = lex->text[lex->at];
    return err_add_mark(lex->errs, exprlex_pos(lex, lex->at), 1,
                        "'%c' means nothing in an expression; the operators are == != < <= > >= && "
                        "|| ! + - * %% in contains startsWith endsWith matches and ? :",
                        c < ' ' || c > '~' ? '?' : c);
}

bool exprlex_next(struct exprlex *lex, struct exprlex_token *out)
{
    while (lex->at < lex->len && strchr(" \t\r\n", lex->text[lex->at]) != NULL) {
        lex->at++;
    }
    *out =
        (struct exprlex_token){.kind = EXPRLEX_END, .at = lex->at, .source = lex->text + lex->at};
    if (lex->at == lex->len) {
        return true;
    }
    char c = lex->text[lex->at];
    bool ok = true;
    if (is_letter(c)) {
        while (lex->at < lex->len &&
               (is_letter(lex->text[lex->at]) || is_digit(lex->text[lex->at]))) {
            lex->at++;
        }
        out->kind = EXPRLEX_WORD;
    } else if (is_digit(c)) {
        ok = read_number(lex, out);
    } else if (c == '\'' || c == '"' || c == '`') {
        ok = read_text(lex, out);
    } else {
        ok = read_sign(lex, out);
    }
    out->len = lex->at - out->at;
    return ok;
}
