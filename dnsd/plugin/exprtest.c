/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/exprtest.h"

#include "image/patterns.h"

#include <string.h>

/* A test and its step; "not" may stand before those in letters. */
static const struct test {
    const char *sign;
    enum view_op kind;
    bool negates;
} tests[] = {
    {"==", VIEW_EQUAL, false},
    {"!=", VIEW_EQUAL, true},
    {"<=", VIEW_LESS_EQUAL, false},
    {">=", VIEW_MORE_EQUAL, false},
    {"<", VIEW_LESS, false},
    {">", VIEW_MORE, false},
    {"contains", VIEW_CONTAINS, false},
    {"startsWith", VIEW_STARTS, false},
    {"endsWith", VIEW_ENDS, false},
    {"matches", VIEW_MATCHES, false},
    {"in", VIEW_ONE_OF, false},
};

static const struct test *find_test(const struct exprlex_token *token)
{
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        if (exprlex_is(token, tests[i].sign)) {
            return &tests[i];
        }
    }
    return NULL;
}

static bool in_letters(const struct test *test)
{
    return test->sign[0] >= 'a' && test->sign[0] <= 'z';
}

/* Texts that a function never gives, so that the operator hears of it and not the clients. */
static void warn_never(struct exprcode *code, const struct exprcode_operand *field,
                       const struct exprcode_operand *text, bool whole)
{
    if (text->text == NULL || text->text_len == 0) {
        return;
    }
    bool is_name = exprcode_is(code, field, VIEW_FIELD, FIELD_NAME);
    if (is_name && whole && text->text[text->text_len - 1] != '.') {
        exprcode_warn(code, text->at,
                      "no name() ends with '%.60s', since names end with a dot; "
                      "write '%.60s.'",
                      text->text, text->text);
    } else if (is_name && strpbrk(text->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL) {
        exprcode_warn(code, text->at,
                      "no name() holds '%.60s', since names are in lower case here; write it so",
                      text->text);
    } else if (exprcode_is(code, field, VIEW_FIELD, FIELD_TYPE) &&
               strpbrk(text->text, "abcdefghijklmnopqrstuvwxyz") != NULL) {
        exprcode_warn(code, text->at, "no type() holds '%.60s'; write types in capitals",
                      text->text);
    }
}

static bool same_kind(struct exprcode *code, const struct exprcode_operand *left,
                      const struct exprcode_operand *right, const char *sign)
{
    return left->kind == right->kind ||
           exprcode_err(code, left->at, "'%s' compares %s with %s; write values of one kind%s",
                        sign, exprcode_kind_text(left->kind), exprcode_kind_text(right->kind),
                        left->kind == EXPRCODE_NUMBER || right->kind == EXPRCODE_NUMBER
                            ? ": text stands in quotes, numbers do not"
                            : "");
}

static bool is_text(struct exprcode *code, const struct exprcode_operand *operand, const char *sign)
{
    return operand->kind == EXPRCODE_TEXT ||
           exprcode_err(code, operand->at,
                        "'%s' looks into text, and this is %s; write text in "
                        "quotes or a function that gives text",
                        sign, exprcode_kind_text(operand->kind));
}

static bool read_comparison(struct exprcode *code, const struct test *test,
                            const struct exprcode_operand *left)
{
    struct exprcode_operand right;
    if (!expr_sum(code, &right) || !same_kind(code, left, &right, test->sign)) {
        return false;
    }
    if (left->kind == EXPRCODE_TRUTH && test->kind != VIEW_EQUAL) {
        return exprcode_err(code, left->at, "'%s' orders numbers or texts; write == or != here",
                            test->sign);
    }
    if (test->kind == VIEW_EQUAL) {
        warn_never(code, left, &right, true);
        warn_never(code, &right, left, true);
    }
    return exprcode_add(code, (struct image_view_op){.kind = (uint16_t)test->kind}, -1);
}

static bool read_part(struct exprcode *code, const struct test *test,
                      const struct exprcode_operand *left)
{
    struct exprcode_operand right;
    if (!expr_sum(code, &right) || !is_text(code, left, test->sign) ||
        !is_text(code, &right, test->sign)) {
        return false;
    }
    warn_never(code, left, &right, test->kind == VIEW_ENDS);
    return exprcode_add(code, (struct image_view_op){.kind = (uint16_t)test->kind}, -1);
}

/* The pattern's index. */
static uint32_t add_pattern(struct exprcode *code, const struct exprcode_operand *pattern)
{
    struct build *build = code->load->build;
    struct blob_ref ref = build_blob(build, pattern->text, pattern->text_len);
    return build_add(build, SECTION_PATTERN, &ref, 1);
}

static bool read_pattern(struct exprcode *code, const struct exprcode_operand *left)
{
    struct exprcode_operand right;
    char why[PATTERNS_WHY_SIZE];
    size_t at;
    if (!expr_sum(code, &right) || !is_text(code, left, "matches")) {
        return false;
    }
    if (right.text == NULL) {
        return exprcode_err(code, right.at,
                            "a pattern has to be known at load; write it as text "
                            "in quotes");
    }
    struct bytes text = {.at = (const uint8_t *)right.text, .len = right.text_len};
    if (!patterns_check(text, &at, why)) {
        return exprcode_err(code, right.at,
                            "'%.80s' is no pattern: %.100s (at octet %zu); write a "
                            "regular expression",
                            right.text, why, at + 1);
    }
    exprcode_drop(code, &right);
    struct image_view_op op = {.kind = VIEW_MATCHES, .index = add_pattern(code, &right)};
    return exprcode_add(code, op, 0);
}

/* One element of a list, and its step. */
static bool read_element(struct exprcode *code, const struct exprcode_operand *left)
{
    struct exprcode_operand element;
    if (!expr_full(code, &element)) {
        return false;
    }
    if (element.kind != left->kind) {
        return exprcode_err(code, element.at,
                            "this element is %s, and what is looked for is %s; write values of one "
                            "kind",
                            exprcode_kind_text(element.kind), exprcode_kind_text(left->kind));
    }
    warn_never(code, left, &element, true);
    return exprcode_add(code, (struct image_view_op){.kind = VIEW_ONE_OF}, -1);
}

/* The ONE_OF steps of a list jump behind its NONE_OF: those of its elements point at the next. */
static void land_all(struct exprcode *code, size_t first, size_t last)
{
    for (size_t i = first; i != last;) {
        size_t next = code->out->ops[i].index;
        code->out->ops[i].index = 0;
        exprcode_land(code, i);
        i = next;
    }
    exprcode_land(code, last);
}

static bool read_list(struct exprcode *code, const struct exprcode_operand *left)
{
    size_t first = SIZE_MAX;
    size_t last = SIZE_MAX;
    bool ends;
    bool goes_on;
    if (!exprlex_is(&code->token, "[")) {
        return exprcode_err(code, code->token.at,
                            "'in' takes a list; write one such as "
                            "['A', 'AAAA']");
    }
    if (!exprcode_next(code) || !exprcode_take(code, "]", &ends)) {
        return false;
    }
    while (!ends) {
        if (!read_element(code, left) || !exprcode_take(code, ",", &goes_on)) {
            return false;
        }
        size_t step = code->out->nops - 1;
        if (first == SIZE_MAX) {
            first = step;
        } else {
            code->out->ops[last].index = (uint32_t)step;
        }
        last = step;
        if (!(goes_on ? exprcode_take(code, "]", &ends) : exprcode_need(code, "]"))) {
            return false;
        }
        ends = ends || !goes_on;
    }
    bool ok = exprcode_add(code, (struct image_view_op){.kind = VIEW_NONE_OF}, 0);
    if (ok && first != SIZE_MAX) {
        land_all(code, first, last);
    }
    return ok;
}

static bool read_right(struct exprcode *code, const struct test *test,
                       const struct exprcode_operand *left)
{
    switch (test->kind) {
    case VIEW_ONE_OF:
        return read_list(code, left);
    case VIEW_MATCHES:
        return read_pattern(code, left);
    case VIEW_CONTAINS:
    case VIEW_STARTS:
    case VIEW_ENDS:
        return read_part(code, test, left);
    default:
        return read_comparison(code, test, left);
    }
}

bool exprtest_read(struct exprcode *code, struct exprcode_operand *left)
{
    bool negated;
    if (!exprcode_take(code, "not", &negated)) {
        return false;
    }
    const struct test *test = find_test(&code->token);
    if (negated && (test == NULL || !in_letters(test))) {
        return exprcode_err(code, code->token.at,
                            "'not' stands before in, contains, startsWith, "
                            "endsWith or matches here; write one of them");
    }
    if (test == NULL) {
        return true;
    }
    if (!exprcode_next(code) || !read_right(code, test, left)) {
        return false;
    }
    left->kind = EXPRCODE_TRUTH;
    left->text = NULL;
    if (find_test(&code->token) != NULL) {
        code->last_end = code->token.at + code->token.len;
        return exprcode_err(code, code->token.at,
                            "'%.*s' follows another test; join the two with "
                            "&&, or put one into parentheses",
                            (int)code->token.len, code->token.source);
    }
    return negated || test->negates
               ? exprcode_add(code, (struct image_view_op){.kind = VIEW_NOT}, 0)
               : true;
}
