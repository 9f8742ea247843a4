/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/territory.h"

#include "geo/country.h"
#include "policy/builtin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lists_codes_of_countries_once(void **state)
{
    (void)state;
    char country[3];
    size_t with_parts = 0;
    for (size_t i = 0; country_at(i, country) != NULL; i++) {
        const char *parts = territory_parts(country);
        with_parts += parts != NULL;
        for (const char *at = parts; at != NULL && *at != '\0'; at += at[2] == '\0' ? 2 : 3) {
            char code[3] = {at[0], at[1], '\0'};
            assert_true(country_is(code));
            assert_null(territory_parts(code));
            assert_true(at[2] == '\0' || at[2] == ' ');
            assert_null(strstr(at + 2, code));
        }
    }
    assert_int_equal(with_parts, 7);
    assert_null(territory_parts("DE"));
    assert_null(territory_parts(""));
}

/* us-and-territories is what G2 tells to write: it must leave nothing of US out. */
static void has_a_group_that_is_whole(void **state)
{
    (void)state;
    uint32_t group = builtin_find("us-and-territories");
    for (const char *at = territory_parts("US"); *at != '\0'; at += at[2] == '\0' ? 2 : 3) {
        char code[3] = {at[0], at[1], '\0'};
        assert_true(builtin_holds(group, code));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_codes_of_countries_once),
        cmocka_unit_test(has_a_group_that_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
