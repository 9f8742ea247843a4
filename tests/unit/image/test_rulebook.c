/* SPDX-License-Identifier: Apache-2.0 */
/* How narrow an answer that goes by client network is at least. */
#include "base/attr.h"
#include "image/rulebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned least(const char *text)
{
    struct prefix client;
    assert_true(prefix_parse(text, &client, NULL));
    return rulebook_least_scope(&client);
}

static void is_a_client_network(void **state)
{
    (void)state;
    assert_int_equal(least("192.0.2.0/24"), 24);
    assert_int_equal(least("0.0.0.0/0"), 24);
    assert_int_equal(least("2001:db8::/32"), 48);
    assert_int_equal(least("2001:db8::1"), 48);
    assert_int_equal(least("::ffff:192.0.2.0/120"), 120);
    assert_int_equal(least("64:ff9b::192.0.2.1"), 120);
    assert_int_equal(least("2002:c000:200::/40"), 40);
}

/* Inside the block a /48 of it would hold scopes that are shorter than those of their own. */
static void leaves_out_a_block_that_is_smaller(void **state)
{
    static const struct {
        const char *client;
        const char *block;
        unsigned bits;
    } rows[] = {
        {"::1", "::ffff:0:0/96", 81},
        {"::/0", "::ffff:0:0/96", 81},
        {"::fffe:0:1", "::ffff:0:0/96", 96},
        {"::1:0:0:0:0", "::ffff:0:0/96", 64},
        {"64:ff9b:0:8000::", "64:ff9b::/96", 49},
        {"64:ff9b::1:0:0", "64:ff9b::/96", 96},
        {"64:ff9b:1::/48", "64:ff9b::/96", 48},
        {"2003::/16", "2002::/16", 48},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix client;
        struct prefix block;
        assert_int_equal(least(rows[i].client), rows[i].bits);
        assert_true(prefix_parse(rows[i].client, &client, NULL));
        assert_true(prefix_parse(rows[i].block, &block, NULL));
        struct prefix scope = prefix_of(&client.addr, rows[i].bits);
        assert_false(prefix_covers(&scope, &block));
        assert_false(prefix_covers(&block, &scope));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_client_network),
        cmocka_unit_test(leaves_out_a_block_that_is_smaller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
