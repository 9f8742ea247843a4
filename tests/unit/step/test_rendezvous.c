/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "step/rendezvous.h"

static const uint8_t app[] = "\3app\7example";

static struct rendezvous client(uint32_t number)
{
    struct addr addr = {
        .family = FAMILY_IPV4,
        .octets = {(uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number, 77}};
    struct prefix prefix = {.addr = addr, .bits = 32};
    return (struct rendezvous){.network = rendezvous_network(&prefix),
                               .name = {.at = app, .len = sizeof(app)}};
}

static struct bytes text(const char *at)
{
    return (struct bytes){.at = (const uint8_t *)at, .len = 2};
}

/* Computed by the text of rendezvous.h in another language: these never change. */
static void is_what_the_reference_says(void **state)
{
    (void)state;
    struct rendezvous who = client(0xc00002);
    assert_int_equal(rendezvous_hash(&who, text("nl")), 0xbf8d2c43e3abdc78u);
    assert_int_equal(rendezvous_point(&who, text("nl")), 1530);
    assert_int_equal(rendezvous_cost(UINT64_C(1) << 63), UINT64_C(1) << 32);
    assert_int_equal(rendezvous_cost(0), UINT64_C(64) << 32);
    assert_int_equal(rendezvous_cost(0xbf8d2c43e3abdc78u), UINT64_C(1797065055));
}

static void takes_the_network_and_not_the_host(void **state)
{
    (void)state;
    struct prefix mapped;
    struct prefix plain;
    assert_true(prefix_parse("::ffff:192.0.2.9", &mapped, NULL));
    assert_true(prefix_parse("192.0.2.200", &plain, NULL));
    mapped = rendezvous_network(&mapped);
    plain = rendezvous_network(&plain);
    assert_int_equal(mapped.bits, 24);
    assert_true(addr_equal(&mapped.addr, &plain.addr));
    assert_true(prefix_parse("2001:db8:1:2::3", &plain, NULL));
    assert_int_equal(rendezvous_network(&plain).bits, 48);
}

static void shares_by_weight(void **state)
{
    (void)state;
    unsigned first = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        struct rendezvous who = client(i);
        first += rendezvous_before(rendezvous_hash(&who, text("nl")), 3,
                                   rendezvous_hash(&who, text("eu")), 1);
    }
    assert_in_range(first, 14700, 15300); /* three of four */
}

static void points_are_even(void **state)
{
    (void)state;
    unsigned below = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        struct rendezvous who = client(i);
        below += rendezvous_point(&who, text("nl")) < 500;
    }
    assert_in_range(below, 900, 1100); /* 5 % */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_what_the_reference_says),
        cmocka_unit_test(takes_the_network_and_not_the_host),
        cmocka_unit_test(shares_by_weight),
        cmocka_unit_test(points_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
