/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/country.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void knows_codes_of_countries_alone(void **state)
{
    (void)state;
    static const char *const countries[] = {"NL", "XK", "GB", "GR", "AS", "ZW", "AO"};
    static const char *const others[] = {"EU", "UK", "EL", "AP", "XX", "ZZ", "A1",  "AN",
                                         "nl", "N",  "",   "L ", " L", "ND", "NLD", "O BF"};
    for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
        assert_true(country_is(countries[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (country_is(others[i])) {
            fail_msg("'%s' is no country", others[i]);
        }
    }
}

static void places_countries_on_continents(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"NL", "EU"}, {"RE", "AF"}, {"GF", "SA"}, {"GP", "NA"}, {"NA", "AF"}, {"SA", "AS"},
        {"AF", "AS"}, {"AS", "OC"}, {"CY", "EU"}, {"TR", "AS"}, {"RU", "EU"}, {"AQ", "AN"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_string_equal(country_continent(rows[i][0]), rows[i][1]);
    }
    assert_null(country_continent("EU"));
}

static void knows_who_is_in_the_union(void **state)
{
    (void)state;
    static const char *const outside[] = {"GB", "NO", "CH", "IS", "LI", "GL", "FO", "AW", "NC",
                                          "PM", "BL", "JE", "IM", "GI", "XK", "EU", "TR", "UA"};
    static const char *const inside[] = {"AX", "GP", "GF", "MQ", "MF", "RE", "YT", "HR", "CY"};
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        assert_false(country_in_eu(outside[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
        assert_true(country_in_eu(inside[i]));
    }
}

static void lists_each_country_once(void **state)
{
    (void)state;
    char code[3];
    char other[3];
    size_t count = 0;
    size_t in_eu = 0;
    for (; country_at(count, code) != NULL; count++) {
        assert_true(country_is(code));
        in_eu += country_in_eu(code);
        for (size_t i = 0; i < count; i++) {
            assert_string_not_equal(code, country_at(i, other));
        }
    }
    assert_int_equal(count, 250); /* 249 of ISO 3166-1 and XK */
    assert_int_equal(in_eu, 34);  /* 27 members and 7 parts */
}

static void knows_continents(void **state)
{
    (void)state;
    assert_true(country_is_continent("EU"));
    assert_true(country_is_continent("OC"));
    assert_false(country_is_continent("NL"));
    assert_false(country_is_continent(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_codes_of_countries_alone),
        cmocka_unit_test(places_countries_on_continents),
        cmocka_unit_test(knows_who_is_in_the_union),
        cmocka_unit_test(lists_each_country_once),
        cmocka_unit_test(knows_continents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
