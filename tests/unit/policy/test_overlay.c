/* SPDX-License-Identifier: Apache-2.0 */
/* Networks in one another, laid flat. */
#include "policy/overlay.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* "index, inside outer": two decimal digits. */
static uint32_t nested(uint32_t index, uint32_t outer, void *arg)
{
    (void)arg;
    return outer * 10 + index;
}

static void flatten(const char *const *texts, size_t count, enum family family,
                    struct map_ranges *out)
{
    struct overlay_net nets[8];
    for (size_t i = 0; i < count; i++) {
        assert_true(prefix_parse(texts[i], &nets[i].prefix, NULL));
        nets[i].index = (uint32_t)i + 1;
    }
    overlay_flatten(nets, count, family, nested, NULL, out);
}

static void the_innermost_network_wins(void **state)
{
    (void)state;
    static const char *const texts[] = {"10.0.0.0/8",   "10.0.0.0/16",      "10.0.255.0/24",
                                        "192.0.2.0/24", "255.255.255.0/24", "2001:db8::/32"};
    static const struct {
        uint32_t start;
        uint32_t value;
    } want[] = {
        {0, 0},          {0x0a000000, 12}, {0x0a00ff00, 123}, {0x0a010000, 1},
        {0x0b000000, 0}, {0xc0000200, 4},  {0xc0000300, 0},   {0xffffff00, 5},
    };
    struct map_ranges out = {0};
    flatten(texts, ARRAY_LEN(texts), FAMILY_IPV4, &out);
    assert_int_equal(out.count, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_int_equal(out.at[i].start.low, want[i].start);
        assert_int_equal(out.at[i].value, want[i].value);
    }
    map_build_free(&out);
}

static void reaches_the_ends_of_ipv6(void **state)
{
    (void)state;
    static const char *const texts[] = {"10.0.0.0/8", "::/1", "8000::/1",
                                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"};
    struct map_ranges out = {0};
    flatten(texts, ARRAY_LEN(texts), FAMILY_IPV6, &out);
    assert_int_equal(out.count, 3);
    assert_int_equal(out.at[0].value, 2);
    assert_int_equal(out.at[1].value, 3);
    assert_int_equal(out.at[1].start.high, UINT64_C(1) << 63);
    assert_int_equal(out.at[2].value, 34);
    assert_int_equal(out.at[2].start.low, UINT64_MAX);
    map_build_free(&out);
}

static void no_network_is_one_range(void **state)
{
    (void)state;
    struct map_ranges out = {0};
    overlay_flatten(NULL, 0, FAMILY_IPV4, nested, NULL, &out);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.at[0].value, 0);
    map_build_free(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_innermost_network_wins),
        cmocka_unit_test(reaches_the_ends_of_ipv6),
        cmocka_unit_test(no_network_is_one_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
