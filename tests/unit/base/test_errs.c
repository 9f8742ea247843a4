/* SPDX-License-Identifier: Apache-2.0 */
#include "base/errs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_printed(const struct errs *errs, const char *want)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    assert_non_null(to);
    errs_print(errs, to);
    fclose(to);
    assert_string_equal(text, want);
    free(text);
}

static struct pos at(const char *file, uint32_t line, uint32_t col)
{
    return (struct pos){.file = file, .line = line, .col = col};
}

static const char corefile[] = ". {\n\tbufsize 9000\n    acl   \n}";

static struct errs *with_corefile(void)
{
    struct errs *errs = errs_new();
    errs_source(errs, "Corefile", corefile, strlen(corefile));
    return errs;
}

static void shows_the_line_with_a_mark_under_the_word(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    assert_false(err_add_mark(errs, at("Corefile", 2, 10), 4, "'%d' is not a size; write %s", 9000,
                              "a number from 512 to 4096"));
    assert_printed(errs, "Corefile:2:10: '9000' is not a size; write a number from 512 to 4096\n"
                         "     bufsize 9000\n"
                         "             ^~~~\n");
    assert_true(errs_failed(errs));
    errs_free(errs);
}

static void shows_a_caret_for_a_single_place(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    assert_false(err_add(errs, at("Corefile", 1, 1), "first"));
    assert_false(err_add(errs, at("Corefile", 4, 2), "past the end of the last line"));
    assert_false(err_add(errs, at("Corefile", 3, 99), "far past the end"));
    assert_printed(errs, "Corefile:1:1: first\n"
                         "    . {\n"
                         "    ^\n"
                         "Corefile:3:99: far past the end\n"
                         "        acl\n"
                         "           ^\n"
                         "Corefile:4:2: past the end of the last line\n"
                         "    }\n"
                         "     ^\n");
    errs_free(errs);
}

static void marks_no_further_than_the_line(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    err_add_mark(errs, at("Corefile", 1, 3), 50, "a brace");
    assert_printed(errs, "Corefile:1:3: a brace\n    . {\n      ^\n");
    errs_free(errs);
}

static void leaves_out_what_is_not_known(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    err_add(errs, at(NULL, 0, 0), "no file");
    err_add(errs, at("Corefile", 0, 0), "the file as a whole");
    err_add(errs, at("zones/db", 3, 5), "a file without its text");
    err_add(errs, at("Corefile", 9, 1), "a line that is not there");
    err_add(errs, at("zones/db", 4, 0), "a line as a whole");
    assert_printed(errs, "no file\n"
                         "Corefile: the file as a whole\n"
                         "Corefile:9:1: a line that is not there\n"
                         "zones/db:3:5: a file without its text\n"
                         "zones/db:4: a line as a whole\n");
    errs_free(errs);
}

static void prints_errors_before_warnings_and_notices(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    err_note(errs, at("a", 1, 1), "a notice");
    err_warn(errs, at("a", 2, 1), "a warning");
    assert_false(errs_failed(errs));
    err_add(errs, at("a", 3, 1), "an error");
    assert_true(errs_failed(errs));
    assert_int_equal(errs_count(errs, ERR_NOTICE), 1);
    assert_int_equal(errs_count(errs, ERR_WARNING), 1);
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    assert_printed(errs, "a:3:1: an error\na:2:1: warning: a warning\na:1:1: notice: a notice\n");
    assert_string_equal(errs_at(errs, 0)->text, "an error");
    assert_string_equal(errs_at(errs, 2)->text, "a notice");
    assert_null(errs_at(errs, 3));
    errs_free(errs);
}

static void counts_what_it_no_longer_shows(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    for (uint32_t i = 1; i <= ERRS_SHOWN_MAX + 5; i++) {
        err_add(errs, at("a", i, 1), "e");
    }
    assert_int_equal(errs_count(errs, ERR_ERROR), ERRS_SHOWN_MAX + 5);
    assert_non_null(errs_at(errs, ERRS_SHOWN_MAX - 1));
    assert_null(errs_at(errs, ERRS_SHOWN_MAX));
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    errs_print(errs, to);
    fclose(to);
    assert_non_null(strstr(text, "a:100:1: e\n... and 5 more errors\n"));
    free(text);
    errs_free(errs);
}

/* Lines are looked for from where the last search ended, so order must not matter. */
static void finds_lines_in_any_order(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    err_add(errs, at("Corefile", 4, 1), "4");
    err_add(errs, at("Corefile", 1, 1), "1");
    err_add(errs, at("Corefile", 3, 5), "3");
    assert_string_equal(errs_at(errs, 0)->line, "}");
    assert_string_equal(errs_at(errs, 1)->line, ". {");
    assert_string_equal(errs_at(errs, 2)->line, "    acl");
    errs_free(errs);
}

static void tells_files_apart_and_forgets_them(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    errs_source(errs, "db", "@ SOA\n", 6);
    err_add(errs, at("db", 1, 1), "x");
    assert_string_equal(errs_at(errs, 0)->line, "@ SOA");
    errs_source_drop(errs, "db");
    errs_source_drop(errs, "never there");
    err_add(errs, at("db", 1, 1), "y");
    assert_string_equal(errs_at(errs, 1)->line, "");
    err_add(errs, at("Corefile", 1, 1), "z");
    assert_string_equal(errs_at(errs, 2)->line, ". {");
    assert_string_equal(errs_at(errs, 0)->line, "@ SOA"); /* kept with its error */
    errs_free(errs);
    errs_free(NULL);
}

static void cuts_long_texts_and_lines(void **state)
{
    (void)state;
    char line[1000];
    struct errs *errs = errs_new();
    memset(line, 'x', sizeof(line));
    errs_source(errs, "long", line, sizeof(line));
    err_add(errs, at("long", 1, 999), "%.*s", (int)sizeof(line), line);
    assert_int_equal(strlen(errs_at(errs, 0)->text), ERR_TEXT_SIZE - 1);
    assert_int_equal(strlen(errs_at(errs, 0)->line), ERR_LINE_SIZE - 1);
    errs_free(errs);
}

static void counts_characters_when_it_underlines(void **state)
{
    (void)state;
    static const char line[] = "m\xc3\xb6 b\xc3\xa4r x";
    struct errs *errs = errs_new();
    errs_source(errs, "f", line, strlen(line));
    err_add_mark(errs, at("f", 1, 5), 4, "x");
    assert_printed(errs, "f:1:5: x\n    m\xc3\xb6 b\xc3\xa4r x\n       ^~~\n");
    errs_free(errs);
}

static void keeps_a_message_on_its_line(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    err_add(errs, at("f", 1, 1), "'%s'", "a\nb\x1b[2J");
    assert_string_equal(errs_at(errs, 0)->text, "'a b [2J'");
    errs_free(errs);
}

static void keeps_the_names_of_files(void **state)
{
    (void)state;
    char file[] = "first";
    struct errs *errs = errs_new();
    err_add(errs, at(file, 1, 1), "x");
    memset(file, '-', strlen(file)); /* as when the load's arena is gone before the printing */
    err_add(errs, at("first", 2, 1), "y");
    assert_string_equal(errs_at(errs, 0)->at.file, "first");
    assert_ptr_equal(errs_at(errs, 0)->at.file, errs_at(errs, 1)->at.file);
    errs_free(errs);
}

static void prints_each_file_from_top_to_bottom(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    err_add(errs, at("b", 2, 1), "3");
    err_add(errs, at("a", 1, 1), "4");
    err_add(errs, at("b", 1, 9), "2");
    err_add(errs, at("b", 1, 3), "1");
    assert_printed(errs, "b:1:3: 1\nb:1:9: 2\nb:2:1: 3\na:1:1: 4\n");
    errs_free(errs);
}

/* A snippet that is imported twice has each of its faults once. */
static void says_the_same_of_a_place_once(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    for (int i = 0; i < 2; i++) {
        err_add(errs, at("f", 1, 1), "x");
        err_warn(errs, at("f", 1, 1), "x");
        err_add(errs, at("f", 1, 2), "x");
        err_add(errs, at("f", 1, 1), "y");
        err_add(errs, at("g", 1, 1), "x");
        err_add(errs, at(NULL, 1, 1), "x");
    }
    assert_int_equal(errs_count(errs, ERR_ERROR), 5);
    assert_int_equal(errs_count(errs, ERR_WARNING), 1);
    assert_null(errs_at(errs, 6));
    errs_free(errs);
}

static void shows_a_line_that_the_caller_knows(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    assert_false(err_add_line(errs, at("Corefile", 2, 10), "    bind\tx", 1, "%s; %d", "a", 7));
    err_add_line(errs, at("Corefile", 3, 1), "other", 5, "b");
    err_add_line(errs, at("Corefile", 2, 10), "again, and not kept", 1, "a; 7");
    assert_printed(errs, "Corefile:2:10: a; 7\n        bind x\n             ^\n"
                         "Corefile:3:1: b\n    other\n    ^~~~~\n");
    errs_free(errs);
}

static void gives_the_line_of_a_place(void **state)
{
    (void)state;
    char line[ERR_LINE_SIZE];
    struct errs *errs = errs_new();
    errs_source(errs, "f", "one\ntwo\tx  \n", 13);
    errs_line(errs, at("f", 2, 1), line);
    assert_string_equal(line, "two x");
    errs_line(errs, at("f", 9, 1), line);
    assert_string_equal(line, "");
    errs_line(errs, at("g", 1, 1), line);
    assert_string_equal(line, "");
    errs_free(errs);
}

static void shows_findings_with_their_code_and_details(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    assert_false(err_find(errs, ERR_ERROR, "L1", at("Corefile", 2, 10), 4, "may not; write %d", 5));
    err_detail(errs, "witness", "NL, e.g. %s\n", "2001:db8::/32");
    err_detail(errs, "because", "of the law");
    assert_false(err_find(errs, ERR_WARNING, "L5", at("Corefile", 1, 0), 1, "never excludes"));
    err_detail(errs, "note", "take it out");
    assert_printed(errs, "Corefile:2:10: error L1: may not; write 5\n"
                         "     bufsize 9000\n"
                         "             ^~~~\n"
                         "    witness  NL, e.g. 2001:db8::/32 \n"
                         "    because  of the law\n"
                         "Corefile:1: warning L5: never excludes\n"
                         "    . {\n"
                         "    ^\n"
                         "    note     take it out\n");
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    assert_string_equal(errs_at(errs, 1)->code, "L5");
    errs_free(errs);
}

static void gives_details_of_what_was_not_kept_to_nobody(void **state)
{
    (void)state;
    struct errs *errs = with_corefile();
    err_detail(errs, "note", "before the first message");
    err_find(errs, ERR_ERROR, "S1", at("Corefile", 1, 1), 1, "once");
    err_find(errs, ERR_ERROR, "S1", at("Corefile", 1, 1), 1, "once");
    err_detail(errs, "note", "the second was said before");
    assert_null(errs_at(errs, 0)->details);
    assert_null(errs_at(errs, 1));
    for (int i = 0; i < ERRS_SHOWN_MAX; i++) {
        err_find(errs, ERR_ERROR, "S1", at("Corefile", 1, 1), 1, "number %d", i);
        err_detail(errs, "note", "%d", i);
    }
    assert_non_null(errs_at(errs, ERRS_SHOWN_MAX - 1)->details);
    assert_null(errs_at(errs, ERRS_SHOWN_MAX - 1)->details->next);
    errs_free(errs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_findings_with_their_code_and_details),
        cmocka_unit_test(gives_details_of_what_was_not_kept_to_nobody),
        cmocka_unit_test(shows_the_line_with_a_mark_under_the_word),
        cmocka_unit_test(shows_a_caret_for_a_single_place),
        cmocka_unit_test(marks_no_further_than_the_line),
        cmocka_unit_test(leaves_out_what_is_not_known),
        cmocka_unit_test(prints_errors_before_warnings_and_notices),
        cmocka_unit_test(counts_what_it_no_longer_shows),
        cmocka_unit_test(finds_lines_in_any_order),
        cmocka_unit_test(tells_files_apart_and_forgets_them),
        cmocka_unit_test(cuts_long_texts_and_lines),
        cmocka_unit_test(counts_characters_when_it_underlines),
        cmocka_unit_test(keeps_a_message_on_its_line),
        cmocka_unit_test(keeps_the_names_of_files),
        cmocka_unit_test(prints_each_file_from_top_to_bottom),
        cmocka_unit_test(says_the_same_of_a_place_once),
        cmocka_unit_test(shows_a_line_that_the_caller_knows),
        cmocka_unit_test(gives_the_line_of_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
