/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "zone/scanner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Write a token as LINE:COL:TEXT with marks for quoted, escaped and inner quotes. */
static size_t print_token(const struct token *token, char *out, size_t size)
{
    return (size_t)snprintf(out, size, "%u:%u:%.*s%s%s%s ", token->line, token->col,
                            (int)token->len, token->text, token->quoted ? "<q>" : "",
                            token->escaped ? "<e>" : "", token->inner ? "<i>" : "");
}

/* Write all entries, "|" after each, "-" before one without owner, "!" for a broken one. */
static void scan(const char *text, char *out, size_t size, struct errs *errs)
{
    struct scanner scanner;
    struct entry entry;
    size_t len = 0;
    out[0] = '\0';
    scanner_init(&scanner, "zone", text, strlen(text));
    while (scanner_next(&scanner, &entry, errs)) {
        len += (size_t)snprintf(out + len, size - len, "%s%s", entry.owner_blank ? "-" : "",
                                entry.broken ? "!" : "");
        for (size_t i = 0; !entry.broken && i < entry.ntokens; i++) {
            len += print_token(&entry.tokens[i], out + len, size - len);
        }
        len += (size_t)snprintf(out + len, size - len, "|");
    }
    scanner_done(&scanner);
}

static void splits_text_into_entries(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        const char *want;
    } rows[] = {
        {"nothing", "", ""},
        {"blank lines and comments only", "\n ; x\n;y", ""},
        {"words with their columns", "a  b\tc\n", "1:1:a 1:4:b 1:6:c |"},
        {"no newline at the end", "a b", "1:1:a 1:3:b |"},
        {"a blank owner", " a\n\tb", "-1:2:a |-2:2:b |"},
        {"carriage returns are blanks", "a b\r\nc\r\n", "1:1:a 1:3:b |2:1:c |"},
        {"a byte order mark is skipped",
         "\xef\xbb\xbf"
         "a",
         "1:1:a |"},
        {"a comment ends a line", "a;b \"\nc", "1:1:a |2:1:c |"},
        {"parentheses join lines", "a ( b ; x\n\n c )d\ne", "1:1:a 1:5:b 3:2:c 3:5:d |4:1:e |"},
        {"parentheses nest", "a ((b)\n c)\nd", "1:1:a 1:5:b 2:2:c |3:1:d |"},
        {"quotes hold blanks, comments, parentheses", "a \"b c;(\" d",
         "1:1:a 1:3:b c;(<q> 1:11:d |"},
        {"an escaped quote", "\"a\\\"b\"", "1:1:a\\\"b<q><e> |"},
        {"strings that touch", "\"a\"\"b\"c", "1:1:a<q> 1:4:b<q> 1:7:c |"},
        {"quotes inside a word", "k=\"a b\" c", "1:1:k=\"a b\"<i> 1:9:c |"},
        {"an escaped blank belongs to the word", "a\\ b c", "1:1:a\\ b<e> 1:6:c |"},
        {"an empty string", "\"\" x", "1:1:<q> 1:4:x |"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char got[512];
        struct errs *errs = errs_new();
        scan(rows[i].text, got, sizeof(got), errs);
        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: '%s'", rows[i].why, got);
        }
        assert_int_equal(errs_count(errs, ERR_ERROR), 0);
        errs_free(errs);
    }
}

static void reports_faults_and_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        const char *want;
        uint32_t line;
        uint32_t col;
        const char *says;
    } rows[] = {
        {"a quote that stays open", "a \"b\nc", "!|2:1:c |", 1, 3, "not closed"},
        {"an inner quote that stays open", "a k=\"b\nc", "!|2:1:c |", 1, 3, "not closed"},
        {"a parenthesis that stays open", "a ( b\n c\nd", "!|3:1:d |", 1, 3, "not closed"},
        {"a stray closing one", "a ) b\nc", "!|2:1:c |", 1, 3, "without"},
        {"a backslash before the newline", "a b\\\nc", "!|2:1:c |", 1, 3, "backslash"},
        {"a fault inside parentheses", "a ( \"b\n c )\nd", "!|3:1:d |", 1, 5, "not closed"},
        {"an octet of no text", "", "", 0, 0, NULL},
    };
    for (size_t i = 0; i + 1 < ARRAY_LEN(rows); i++) {
        char got[512];
        struct errs *errs = errs_new();
        scan(rows[i].text, got, sizeof(got), errs);
        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: '%s'", rows[i].why, got);
        }
        assert_int_equal(errs_count(errs, ERR_ERROR), 1);
        assert_int_equal(errs_at(errs, 0)->at.line, rows[i].line);
        assert_int_equal(errs_at(errs, 0)->at.col, rows[i].col);
        assert_non_null(strstr(errs_at(errs, 0)->text, rows[i].says));
        errs_free(errs);
    }
}

static void stops_at_a_nul(void **state)
{
    (void)state;
    struct scanner scanner;
    struct entry entry;
    struct errs *errs = errs_new();
    scanner_init(&scanner, "zone", "a b\nc \0 d\ne", 11);
    assert_true(scanner_next(&scanner, &entry, errs));
    assert_false(entry.broken);
    assert_true(scanner_next(&scanner, &entry, errs));
    assert_true(entry.broken);
    assert_false(scanner_next(&scanner, &entry, errs));
    assert_int_equal(errs_at(errs, 0)->at.line, 2);
    assert_int_equal(errs_at(errs, 0)->at.col, 3);
    scanner_done(&scanner);
    errs_free(errs);
}

/* Each unclosed parenthesis makes the scanner go back: that must not cost the square of the text.
 */
static void many_open_parentheses_end_soon(void **state)
{
    (void)state;
    enum { LINES = 200000 };
    static char text[LINES * 4 + 1];
    for (size_t i = 0; i < LINES; i++) {
        memcpy(text + i * 4, "a (\n", 4);
    }
    struct scanner scanner;
    struct entry entry;
    struct errs *errs = errs_new();
    size_t count = 0;
    scanner_init(&scanner, "zone", text, LINES * 4);
    while (scanner_next(&scanner, &entry, errs)) {
        count++;
    }
    assert_int_equal(count, ERRS_SHOWN_MAX + 1);
    scanner_done(&scanner);
    errs_free(errs);
}

/* RFC 1035 sets no limit, but a record's data ends at 65535 octets. */
static void a_record_of_too_many_words_is_a_fault(void **state)
{
    (void)state;
    enum { WORDS = 140000 };
    static char text[2 * WORDS + 16];
    for (size_t i = 0; i <= WORDS; i++) {
        memcpy(text + 2 * i, i == 0 ? "( " : "a ", 2);
    }
    struct scanner scanner;
    struct entry entry;
    struct errs *errs = errs_new();
    strcpy(text + 2 * WORDS + 2, ")\nb");
    scanner_init(&scanner, "zone", text, strlen(text));
    assert_true(scanner_next(&scanner, &entry, errs));
    assert_false(entry.broken);
    assert_int_equal(entry.ntokens, WORDS);
    scanner_done(&scanner);
    strcpy(text + 2 * WORDS + 2, "a\n)\nb");
    scanner_init(&scanner, "zone", text, strlen(text));
    assert_true(scanner_next(&scanner, &entry, errs));
    assert_true(entry.broken);
    assert_true(scanner_next(&scanner, &entry, errs));
    assert_false(entry.broken);
    assert_int_equal(entry.ntokens, 1);
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    scanner_done(&scanner);
    errs_free(errs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_text_into_entries),
        cmocka_unit_test(reports_faults_and_goes_on),
        cmocka_unit_test(stops_at_a_nul),
        cmocka_unit_test(many_open_parentheses_end_soon),
        cmocka_unit_test(a_record_of_too_many_words_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
