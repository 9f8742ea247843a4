/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "conf/lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *no_variable(const char *name)
{
    (void)name;
    return NULL;
}

static struct lexer_load load_new(void)
{
    return (struct lexer_load){.arena = arena_new(1024),
                               .errs = errs_new(),
                               .getenv = no_variable,
                               .octets_left = 10000,
                               .words_left = 100};
}

static void load_done(struct lexer_load *load)
{
    arena_free(load->arena);
    errs_free(load->errs);
}

/* All words of a text as "line:col+len=text", with '<' and '>' where they start or end a line. */
static const char *words_of(struct lexer_load *load, const char *text, size_t len, char *out)
{
    struct lexer lexer = lexer_of(load, "f", text, len);
    struct token token;
    size_t at = 0;
    out[0] = '\0';
    for (lexer_next(&lexer, &token); token.kind != TOKEN_END; lexer_next(&lexer, &token)) {
        const struct word *word = &token.word;
        static const char *const forms[] = {"?", "%s", "OPEN", "CLOSE"};
        char shown[100];
        snprintf(shown, sizeof(shown), forms[token.kind], word->text);
        at += (size_t)sprintf(out + at, "%s%s%u:%u+%u=%s%s", at == 0 ? "" : " ",
                              token.starts_line ? "<" : "", word->at.line, word->at.col,
                              word->source_len, shown, token.ends_line ? ">" : "");
    }
    return out;
}

static void cuts_words_as_caddy_does(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        const char *want;
    } rows[] = {
        {"nothing", " \n\t\n", ""},
        {"a byte order mark",
         "\xef\xbb\xbf"
         "a",
         "<1:1+1=a>"},
        {"CR LF", "a\r\nb\r\n", "<1:1+1=a> <2:1+1=b>"},
        {"a CR inside a word", "a\rb", "<1:1+3=ab>"},
        {"a comment", "a # b\n# c\nd", "<1:1+1=a> <3:1+1=d>"},
        {"a comment inside a word", "a#b\nc", "<1:1+1=a> <2:1+1=c>"},
        {"quotes", "\"a b\"", "<1:1+5=a b>"},
        {"an empty quoted word", "\"\" x", "<1:1+2= 1:4+1=x>"},
        {"an escaped quote", "\"a\\\"b\"", "<1:1+6=a\"b>"},
        {"other backslashes stay", "\"a\\n\\\\\" b", "<1:1+7=a\\n\\\\ 1:9+1=b>"},
        {"quotes over two lines", "\"a\nb\" c\nd", "<1:1+5=a\nb 2:4+1=c> <3:1+1=d>"},
        {"quotes inside a word", "a\"b c\"", "<1:1+3=a\"b 1:5+2=c\">"},
        {"a word right behind quotes", "\"a\"b", "<1:1+3=a 1:4+1=b>"},
        {"single quotes and backticks", "'a `b", "<1:1+2='a 1:4+2=`b>"},
        {"backslash and newline", "a \\\nb", "<1:1+1=a 1:3+1=\\> <2:1+1=b>"},
        {"braces", "a {\n}", "<1:1+1=a 1:3+1=OPEN> <2:1+1=CLOSE>"},
        {"a quoted brace is a brace", "a \"{\"", "<1:1+1=a 1:3+3=OPEN>"},
        {"words behind a brace start a line", "a { b", "<1:1+1=a 1:3+1=OPEN <1:5+1=b>"},
        {"braces inside words", "{} a}b", "<1:1+2={} 1:4+3=a}b>"},
        {"a no-break space",
         "a\xc2\xa0"
         "b",
         "<1:1+1=a 1:4+1=b>"},
        {"an ideographic space",
         "a\xe3\x80\x80"
         "b",
         "<1:1+1=a 1:5+1=b>"},
        {"other letters beyond ASCII", "m\xc3\xb6", "<1:1+3=m\xc3\xb6>"},
    };
    struct lexer_load load = load_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char got[400];
        words_of(&load, rows[i].text, strlen(rows[i].text), got);
        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: got %s, not %s", rows[i].why, got, rows[i].want);
        }
    }
    assert_int_equal(errs_count(load.errs, ERR_ERROR), 0);
    assert_int_equal(errs_count(load.errs, ERR_WARNING), 0);
    load_done(&load);
}

static void reports_and_reads_on(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        const char *want;
        enum err_level level;
        uint32_t line;
        uint32_t col;
    } rows[] = {
        {"a \"b\nc", 6, "<1:1+1=a 1:3+4=b\nc>", ERR_ERROR, 1, 3},
        {"a\0b", 3, "<1:1+1=a 1:3+1=b>", ERR_ERROR, 1, 2},
        {"\"a\0b\"", 5, "<1:1+5=ab>", ERR_ERROR, 1, 3},
        {"errors{", 7, "<1:1+6=errors 1:7+1=OPEN>", ERR_ERROR, 1, 1},
        {"a#b c", 5, "<1:1+1=a 1:5+1=c>", ERR_WARNING, 1, 2},
        {"a#b # c", 7, "<1:1+1=a>", ERR_NOTICE, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct lexer_load load = load_new();
        char got[200];
        assert_string_equal(words_of(&load, rows[i].text, rows[i].len, got), rows[i].want);
        assert_int_equal(errs_count(load.errs, rows[i].level), rows[i].level != ERR_NOTICE);
        const struct err *err = errs_at(load.errs, 0);
        assert_int_equal(err == NULL ? 0 : err->at.line, rows[i].line);
        assert_int_equal(err == NULL ? 0 : err->at.col, rows[i].col);
        load_done(&load);
    }
}

static void leaves_argument_braces_alone(void **state)
{
    (void)state;
    struct lexer_load load = load_new();
    char got[100];
    assert_string_equal(words_of(&load, "a {b}{\nc", 8, got), "<1:1+1=a 1:3+4={b}{> <2:1+1=c>");
    assert_int_equal(errs_count(load.errs, ERR_ERROR), 0);
    load_done(&load);
}

static void a_copy_is_a_bookmark(void **state)
{
    (void)state;
    struct lexer_load load = load_new();
    struct lexer lexer = lexer_of(&load, "f", "a\nb c", 5);
    struct token token;
    lexer_next(&lexer, &token);
    struct lexer mark = lexer;
    lexer_next(&lexer, &token);
    lexer_skip_line(&lexer);
    lexer_next(&lexer, &token);
    assert_int_equal(token.kind, TOKEN_END);
    lexer_next(&mark, &token);
    assert_string_equal(token.word.text, "b");
    assert_int_equal(token.word.at.line, 2);
    load_done(&load);
}

static void ends_every_text_when_the_load_ran_out(void **state)
{
    (void)state;
    struct lexer_load load = load_new();
    struct token token;
    load.words_left = 3;
    struct lexer lexer = lexer_of(&load, "f", "a b c d e", 9);
    for (int i = 0; i < 3; i++) {
        lexer_next(&lexer, &token);
        assert_int_equal(token.kind, TOKEN_WORD);
    }
    lexer_next(&lexer, &token);
    assert_int_equal(token.kind, TOKEN_END);
    lexer = lexer_of(&load, "g", "a", 1);
    lexer_next(&lexer, &token);
    assert_int_equal(token.kind, TOKEN_END);
    assert_int_equal(errs_count(load.errs, ERR_ERROR), 1);
    load_done(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_words_as_caddy_does),
        cmocka_unit_test(reports_and_reads_on),
        cmocka_unit_test(leaves_argument_braces_alone),
        cmocka_unit_test(a_copy_is_a_bookmark),
        cmocka_unit_test(ends_every_text_when_the_load_ran_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
