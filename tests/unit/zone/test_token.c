/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "zone/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct token token_of(const char *text)
{
    return (struct token){
        .text = text, .len = (uint32_t)strlen(text), .escaped = strchr(text, '\\') != NULL};
}

static void reads_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t ttl_s;
    } rows[] = {
        {"0", 0},
        {"3600", 3600},
        {"1h30m", 5400},
        {"1H30M", 5400},
        {"1w2d3h4m5s", 788645},
        {"2147483647", 2147483647},
        {"3550w", 2147040000},
        {"00060", 60},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct token token = token_of(rows[i].text);
        uint32_t ttl_s = 7;
        if (!token_ttl(&token, INT32_MAX, &ttl_s)) {
            fail_msg("refused %s", rows[i].text);
        }
        assert_int_equal(ttl_s, rows[i].ttl_s);
    }
}

static void refuses_what_is_no_time(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",     "h",          "1x",         "1h30",  "-1",
        "1.5h", "2147483648", "4294967296", "3551w", "99999999999999999999",
        "1hh",  "+1",         "1h ",        "7102w",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct token token = token_of(rows[i]);
        uint32_t ttl_s = 7;
        if (token_ttl(&token, INT32_MAX, &ttl_s)) {
            fail_msg("accepted '%s' as %u", rows[i], ttl_s);
        }
        assert_int_equal(ttl_s, 7);
    }
}

static void reads_numbers_up_to_a_limit(void **state)
{
    (void)state;
    uint64_t value = 7;
    struct token most = token_of("18446744073709551615");
    struct token more = token_of("18446744073709551616");
    struct token port = token_of("65535");
    struct token sign = token_of("-1");
    struct token quoted = token_of("1");
    quoted.quoted = true;
    assert_true(token_number(&most, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    assert_false(token_number(&more, UINT64_MAX, &value));
    assert_false(token_number(&sign, UINT64_MAX, &value));
    assert_false(token_number(&quoted, UINT64_MAX, &value));
    assert_true(token_number(&port, 65535, &value));
    assert_int_equal(value, 65535);
    assert_false(token_number(&port, 65534, &value));
}

static void reads_names_as_name_parse_does(void **state)
{
    (void)state;
    static const char label63[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    char longest[260];
    char longer[260];
    snprintf(longest, sizeof(longest), "%s.%s.%s.%.53s", label63, label63, label63, label63);
    snprintf(longer, sizeof(longer), "%s.%s.%s.%.54s", label63, label63, label63, label63);
    const char *const rows[] = {"www",  "www.",  "a.b.c", "A.b.",  ".",     "..",
                                "a..b", ".a",    "",      "a\\.b", "\\065", "\\300",
                                "a\\",  label63, longest, longer,  "*"};
    struct name origin;
    assert_true(name_parse("example.", 8, NULL, &origin, NULL));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct token token = token_of(rows[i]);
        struct name want;
        struct name got;
        const char *why = NULL;
        memset(got.octets, 0xff, sizeof(got.octets));
        bool wanted = name_parse(rows[i], strlen(rows[i]), &origin, &want, NULL);
        if (token_name(&token, &origin, &got, &why) != wanted) {
            fail_msg("'%s': %s", rows[i], wanted ? "refused" : "accepted");
        }
        if (wanted) {
            assert_int_equal(got.len, want.len);
            assert_memory_equal(got.octets, want.octets, (size_t)want.len + 8);
        }
    }
}

static void an_at_is_the_origin_unless_it_is_escaped(void **state)
{
    (void)state;
    struct name origin;
    struct name got;
    const char *why = NULL;
    struct token at = token_of("@");
    struct token escaped = token_of("\\@");
    assert_true(name_parse("example.", 8, NULL, &origin, NULL));
    assert_true(token_name(&at, &origin, &got, &why));
    assert_true(name_equal(got.octets, origin.octets));
    assert_true(token_name(&escaped, &origin, &got, &why));
    assert_memory_equal(got.octets, "\1@\7example", 11);
}

static void resolves_escapes(void **state)
{
    (void)state;
    uint8_t out[8];
    struct token good = token_of("a\\065\\\"\\000");
    struct token bad = token_of("\\256");
    struct token cut = token_of("\\06");
    assert_int_equal(token_octets(&good, out, sizeof(out)), 4);
    assert_memory_equal(out, "aA\"\0", 4);
    assert_true(token_octets(&good, out, 3) == SIZE_MAX);
    assert_true(token_octets(&bad, out, sizeof(out)) == SIZE_MAX);
    assert_true(token_octets(&cut, out, sizeof(out)) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_times),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(reads_numbers_up_to_a_limit),
        cmocka_unit_test(reads_names_as_name_parse_does),
        cmocka_unit_test(an_at_is_the_origin_unless_it_is_escaped),
        cmocka_unit_test(resolves_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
