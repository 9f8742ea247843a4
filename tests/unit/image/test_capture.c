/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attr.h"
#include "image/capture.h"

#include <string.h>

static void expect(const char *pattern, const char *text, const char *template, const char *want)
{
    char why[CAPTURE_WHY_SIZE];
    char got[64] = "unwritten";
    size_t at;
    struct capture *capture = capture_new(pattern, &at, why);
    assert_non_null(capture);
    if (capture_expand(capture, text, template, got, sizeof(got)) != (want != NULL)) {
        fail_msg("'%s' on '%s': %s", pattern, text, got);
    }
    assert_string_equal(got, want == NULL ? "unwritten" : want);
    capture_free(capture);
}

static void groups_make_names(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text, *template, *want;
    } rows[] = {
        {"db\\.(.*)", "db.example.org", "{1}", "example.org"},
        {"db\\.(.*)", "old-db.example.org", "{1}", "example.org"}, /* found anywhere */
        {"db\\.(.*)", "db.", "{1}", ""},
        {"db\\.(.*)", "example.org", "{1}", NULL},
        {"(.*)\\.zone", "example.org.zone", "${1}", "example.org"},
        {"(a)|(b)", "b", "{1}-{2}.{0}", "-b.b"},
        {"(?<zone>.*)\\.(.*)", "example.zone", "{zone}.{2}.", "example.zone."},
        {"(.*)", "x", "{2}{nobody}{}{1", "{1"}, /* groups that are none are empty */
        {"(.*)", "example", "$1.{1}", "$1.example"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect(rows[i].pattern, rows[i].text, rows[i].template, rows[i].want);
    }
}

static void says_where_a_pattern_is_wrong(void **state)
{
    (void)state;
    char why[CAPTURE_WHY_SIZE];
    size_t at = 99;
    assert_null(capture_new("a(b", &at, why));
    assert_int_equal(at, 3);
    assert_string_equal(why, "missing closing parenthesis");
}

static void gives_up_what_explodes_or_is_too_long(void **state)
{
    (void)state;
    char text[64];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    expect("^(a|aa|a*)*[cd]$", text, "{1}", NULL);
    expect("(.*)", text, "{1}{1}", NULL);
}

static void counts_groups(void **state)
{
    (void)state;
    char why[CAPTURE_WHY_SIZE];
    size_t at;
    struct capture *capture = capture_new("(a)(?:b)(c)", &at, why);
    assert_int_equal(capture_groups(capture), 2);
    capture_free(capture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_make_names),
        cmocka_unit_test(says_where_a_pattern_is_wrong),
        cmocka_unit_test(gives_up_what_explodes_or_is_too_long),
        cmocka_unit_test(counts_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
