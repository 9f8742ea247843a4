/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void reads_durations_as_go_writes_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t ms;
    } rows[] = {
        {"0", 0}, {"30s", 30000}, {"1m30s", 90000}, {"250ms", 250}, {"1.5h", 5400000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t ms = 7;
        assert_true(text_duration(rows[i].text, &ms));
        assert_int_equal(ms, rows[i].ms);
    }
}

static void refuses_what_is_no_duration(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "30", "s", "1x", "-1s", "1s ", "1.s.", "9999999h"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t ms = 7;
        if (text_duration(rows[i], &ms)) {
            fail_msg("accepted '%s'", rows[i]);
        }
        assert_int_equal(ms, 7);
    }
}

static void finds_the_word_that_was_meant(void **state)
{
    (void)state;
    static const char *const words[] = {"bufsize", "bind", "whoami"};
    assert_string_equal(text_nearest("bufsze", words, ARRAY_LEN(words)), "bufsize");
    assert_string_equal(text_nearest("bindd", words, ARRAY_LEN(words)), "bind");
    assert_null(text_nearest("prometheus", words, ARRAY_LEN(words)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_durations_as_go_writes_them),
        cmocka_unit_test(refuses_what_is_no_duration),
        cmocka_unit_test(finds_the_word_that_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
