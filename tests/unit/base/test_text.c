/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void reads_plain_numbers_only(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "", "-1", "+1", " 1", "1 ", "0x10", "1.0", "4294967296", "99999999999999999999999"};
    uint32_t value = 7;
    assert_true(text_u32("0", &value));
    assert_int_equal(value, 0);
    assert_true(text_u32("0053", &value));
    assert_int_equal(value, 53);
    assert_true(text_u32("4294967295", &value));
    assert_int_equal(value, UINT32_MAX);
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        value = 7;
        if (text_u32(refused[i], &value)) {
            fail_msg("accepted '%s'", refused[i]);
        }
        assert_int_equal(value, 7);
    }
}

static void reads_durations_as_go_writes_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t ms;
    } rows[] = {
        {"0", 0},          {"30s", 30000},        {"1m30s", 90000},
        {"250ms", 250},    {"1.5h", 5400000},     {"0s", 0},
        {".5s", 500},      {"1.s", 1000},         {"1us", 0},
        {"1500us", 1},     {"1500µs", 1},         {"900us", 0},
        {"1h1h", 7200000}, {"1193h", 4294800000}, {"0.1s", 100},
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
    assert_string_equal(text_nearest("whoam", words, ARRAY_LEN(words)), "whoami");
    assert_string_equal(text_nearest("bufsize", words, ARRAY_LEN(words)), "bufsize");
    assert_null(text_nearest("", words, ARRAY_LEN(words)));
    assert_null(text_nearest("xy", words, ARRAY_LEN(words)));
    assert_null(text_nearest("a-word-of-more-than-thirty-two-octets", words, ARRAY_LEN(words)));
    assert_null(text_nearest("bind", words, 0));
    assert_null(text_nearest("prometheus", words, ARRAY_LEN(words)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_plain_numbers_only),
        cmocka_unit_test(reads_durations_as_go_writes_them),
        cmocka_unit_test(refuses_what_is_no_duration),
        cmocka_unit_test(finds_the_word_that_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
