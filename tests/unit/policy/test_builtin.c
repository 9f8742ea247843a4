/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/builtin.h"

#include "geo/country.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static unsigned count_of(const char *name)
{
    char code[3];
    unsigned count = 0;
    uint32_t group = builtin_find(name);
    assert_int_not_equal(group, BUILTIN_NONE);
    for (size_t i = 0; country_at(i, code) != NULL; i++) {
        count += builtin_holds(group, code);
    }
    return count;
}

static bool has(const char *name, const char *code)
{
    return builtin_holds(builtin_find(name), code);
}

static void holds_the_members_of_the_edition(void **state)
{
    (void)state;
    assert_string_equal(builtin_edition(), "2026-01");
    assert_int_equal(count_of("eu-members"), 27);
    assert_int_equal(count_of("eu"), 34);
    assert_int_equal(count_of("eea"), 37);
    assert_int_equal(count_of("efta"), 4);
    assert_int_equal(count_of("five-eyes"), 5);
    assert_int_equal(count_of("nine-eyes"), 9);
    assert_int_equal(count_of("fourteen-eyes"), 14);
    assert_int_equal(count_of("us-and-territories"), 7);
}

static void agrees_with_the_table_of_countries_about_the_union(void **state)
{
    (void)state;
    char code[3];
    for (size_t i = 0; country_at(i, code) != NULL; i++) {
        if (has("eu", code) != country_in_eu(code)) {
            fail_msg("the two tables differ about %s", code);
        }
    }
}

static void keeps_apart_what_is_often_mixed_up(void **state)
{
    (void)state;
    assert_true(has("eea", "NO"));
    assert_false(has("eu", "NO"));
    assert_false(has("eea", "CH"));
    assert_false(has("eea", "GB"));
    assert_false(has("eu", "GL"));
    assert_true(has("eu", "AX"));
    assert_false(has("eu-members", "AX"));
    assert_false(has("eea", "SJ"));
    assert_true(has("us-and-territories", "AS"));
    assert_false(builtin_holds(BUILTIN_NONE, "NL"));
    assert_false(builtin_holds(0, ""));
    assert_false(builtin_holds(0, "NLD"));
}

static void names_groups_and_continents_both_ways(void **state)
{
    (void)state;
    const char *name;
    for (uint32_t i = 0; (name = builtin_name(i)) != NULL; i++) {
        assert_int_equal(builtin_find(name), i);
    }
    assert_int_equal(builtin_find("benelux"), BUILTIN_NONE);
    for (size_t i = 0; (name = builtin_continent_at(i)) != NULL; i++) {
        assert_true(country_is_continent(builtin_continent(name)));
        assert_string_equal(builtin_continent_word(builtin_continent(name)), name);
    }
    assert_string_equal(builtin_continent("continent-oceania"), "OC");
    assert_null(builtin_continent("continent-atlantis"));
    assert_null(builtin_continent_word("XX"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_the_members_of_the_edition),
        cmocka_unit_test(agrees_with_the_table_of_countries_about_the_union),
        cmocka_unit_test(keeps_apart_what_is_often_mixed_up),
        cmocka_unit_test(names_groups_and_continents_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
