/* SPDX-License-Identifier: Apache-2.0 */
/* Places, and what several have in common. */
#include "policy/spot.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void keeps_what_is_shared(void **state)
{
    (void)state;
    static const uint32_t nets_a[] = {1, 3, 5};
    static const uint32_t nets_b[] = {3, 4, 5, 9};
    const struct spot a = {
        .country = "US", .subdivisions = "CA", .asn = 7, .nets = nets_a, .nnets = 3};
    const struct spot b = {
        .country = "US", .subdivisions = "CA", .asn = 8, .nets = nets_b, .nnets = 4};
    uint32_t room[3];
    struct spot common;
    spot_common(&a, &b, room, &common);
    assert_string_equal(common.country, "US");
    assert_string_equal(common.subdivisions, "CA");
    assert_int_equal(common.asn, 0);
    assert_int_equal(common.nnets, 2);
    assert_int_equal(common.nets[0], 3);
    assert_int_equal(common.nets[1], 5);
}

static void a_subdivision_is_not_shared_without_its_country(void **state)
{
    (void)state;
    const struct spot us = {.country = "US", .subdivisions = "CA", .asn = 7};
    const struct spot other = {.country = "ES", .subdivisions = "CA", .asn = 7};
    uint32_t room[1];
    struct spot common;
    spot_common(&us, &other, room, &common);
    assert_string_equal(common.country, "");
    assert_string_equal(common.subdivisions, "");
    assert_int_equal(common.asn, 7);
    assert_int_equal(common.nnets, 0);
}

static void is_equal_in_every_respect_or_not(void **state)
{
    (void)state;
    static const uint32_t nets[] = {1, 2};
    const struct spot one = {
        .country = "NL", .subdivisions = "NH", .asn = 7, .nets = nets, .nnets = 2};
    struct spot two = one;
    assert_true(spot_equal(&one, &two));
    two.nnets = 1;
    assert_false(spot_equal(&one, &two));
    two = one;
    two.asn = 8;
    assert_false(spot_equal(&one, &two));
    two = one;
    two.subdivisions[0] = '\0';
    assert_false(spot_equal(&one, &two));
    two = one;
    two.country[0] = '\0';
    assert_false(spot_equal(&one, &two));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_shared),
        cmocka_unit_test(a_subdivision_is_not_shared_without_its_country),
        cmocka_unit_test(is_equal_in_every_respect_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
