/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/repeats.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void keeps_the_first_of_each_in_order(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4096);
    struct policy_term list[] = {
        {.kind = TERM_COUNTRY, .code = "NL", .at = {.line = 1}},
        {.kind = TERM_NETWORK, .number = 1, .at = {.line = 2}},
        {.kind = TERM_COUNTRY, .code = "NL", .at = {.line = 3}},
        {.kind = TERM_ASN, .number = 1, .at = {.line = 4}}, /* 1 of another kind */
        {.kind = TERM_NETWORK, .number = 1, .at = {.line = 5}},
        {.kind = TERM_NETWORK, .number = 2, .at = {.line = 6}},
        {.kind = TERM_COUNTRY, .code = "BE", .at = {.line = 7}},
    };
    static const uint32_t lines[] = {1, 2, 4, 6, 7};
    assert_int_equal(repeats_drop(list, ARRAY_LEN(list), arena), ARRAY_LEN(lines));
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        assert_int_equal(list[i].at.line, lines[i]);
    }
    assert_int_equal(repeats_drop(list, 0, arena), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_first_of_each_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
