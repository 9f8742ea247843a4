/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/dict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MANY = 1000 };

static void finds_what_was_put(void **state)
{
    (void)state;
    static int values[MANY];
    struct arena *arena = arena_new(4096);
    struct dict dict = {.arena = arena};
    assert_null(dict_find(&dict, "0"));
    for (int i = 0; i < MANY; i++) {
        dict_put(&dict, arena_printf(arena, "%d", i), &values[i]);
    }
    for (int i = 0; i < MANY; i++) {
        assert_ptr_equal(dict_find(&dict, arena_printf(arena, "%d", i)), &values[i]);
    }
    assert_null(dict_find(&dict, "1000"));
    assert_null(dict_find(&dict, ""));
    assert_int_equal(dict.count, MANY);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
