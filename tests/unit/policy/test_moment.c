/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/moment.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void reads_dates_and_rfc3339(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t want_s;
    } rows[] = {
        {"1970-01-01", 0},
        {"1969-12-31", -86400},
        {"2026-12-31", 1798675200},
        {"2000-02-29", 951782400},
        {"2026-12-31T00:00:00Z", 1798675200},
        {"2026-12-31T01:00:00+01:00", 1798675200},
        {"2026-12-30T19:30:00-04:30", 1798675200},
        {"2026-12-31t00:00:00.999z", 1798675200},
        {"1998-12-31T23:59:60Z", 915148800},
        {"0001-01-01", -62135596800},
        {"9999-12-31T23:59:59Z", 253402300799},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t got_s = -1;
        if (!moment_parse(rows[i].text, &got_s) || got_s != rows[i].want_s) {
            fail_msg("%s is %lld, not %lld", rows[i].text, (long long)got_s,
                     (long long)rows[i].want_s);
        }
    }
}

static void refuses_what_is_no_time(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "2026",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-1-1",
        "2026-01-01 ",
        "2026-01-01T06:00",
        "2026-01-01T06:00:00",
        "2026-01-01T24:00:00Z",
        "2026-01-01T06:60:00Z",
        "2026-01-01T06:00:61Z",
        "2026-01-01T06:00:00.Z",
        "2026-01-01T06:00:00+0100",
        "2026-01-01T06:00:00+24:00",
        "2026-01-01T06:00:00Zx",
        "0000-01-01",
        "tomorrow",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t got_s = -99;
        if (moment_parse(rows[i], &got_s) || got_s != -99) {
            fail_msg("took '%s'", rows[i]);
        }
    }
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    char text[MOMENT_TEXT_SIZE];
    assert_string_equal(moment_format(1798675200, text), "2026-12-31");
    assert_string_equal(moment_format(1798675201, text), "2026-12-31T00:00:01Z");
    assert_string_equal(moment_format(-1, text), "1969-12-31T23:59:59Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates_and_rfc3339),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(writes_what_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
