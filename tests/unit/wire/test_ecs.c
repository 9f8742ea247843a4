/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "wire/ecs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void reads_and_writes_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint8_t data[20];
        size_t len;
    } rows[] = {
        {"192.0.2.0/24", {0, 1, 24, 0, 192, 0, 2}, 7},
        {"192.0.2.1/32", {0, 1, 32, 0, 192, 0, 2, 1}, 8},
        {"192.0.2.128/25", {0, 1, 25, 0, 192, 0, 2, 128}, 8},
        {"0.0.0.0/0", {0, 1, 0, 0}, 4},
        {"::/0", {0, 2, 0, 0}, 4},
        {"2001:db8:1::/48", {0, 2, 48, 0, 0x20, 1, 0xd, 0xb8, 0, 1}, 10},
        {"2001:db8::1/128",
         {0, 2, 128, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
         20},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix prefix;
        char text[PREFIX_TEXT_SIZE];
        uint8_t option[ECS_MAX_OCTETS];
        uint8_t want[ECS_MAX_OCTETS] = {0, 8, 0, (uint8_t)rows[i].len};
        assert_true(ecs_parse(rows[i].data, rows[i].len, &prefix));
        assert_string_equal(prefix_format(&prefix, text), rows[i].text);
        memcpy(want + 4, rows[i].data, rows[i].len);
        want[7] = 17; /* the scope */
        assert_int_equal(ecs_write(&prefix, 17, option), rows[i].len + 4);
        assert_memory_equal(option, want, rows[i].len + 4);
    }
}

static void takes_family_0_as_opting_out(void **state)
{
    (void)state;
    static const uint8_t data[] = {0, 0, 0, 0};
    struct prefix prefix = {.bits = 99};
    uint8_t option[ECS_MAX_OCTETS];
    assert_true(ecs_parse(data, sizeof(data), &prefix));
    assert_int_equal(prefix.addr.family, FAMILY_NONE);
    assert_int_equal(prefix.bits, 0);
    assert_int_equal(ecs_write(&prefix, 0, option), 8);
    assert_memory_equal(option, "\0\10\0\4\0\0\0\0", 8);
}

static void refuses_what_rfc7871_forbids(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint8_t data[24];
        size_t len;
    } rows[] = {
        {"nothing in it", {0}, 0},
        {"less than its fixed part", {0, 1, 24}, 3},
        {"33 bits of IPv4", {0, 1, 33, 0, 192, 0, 2, 0, 0}, 9},
        {"129 bits of IPv6", {0, 2, 129, 0, 0x20, 1}, 21},
        {"nonzero scope in a query", {0, 1, 24, 24, 192, 0, 2}, 7},
        {"a bit set past the prefix", {0, 1, 23, 0, 192, 0, 3}, 7},
        {"the last bit set past /31", {0, 1, 31, 0, 192, 0, 2, 1}, 8},
        {"more address than its prefix", {0, 1, 24, 0, 192, 0, 2, 0}, 8},
        {"less address than its prefix", {0, 1, 24, 0, 192, 0}, 6},
        {"an address beside source 0", {0, 1, 0, 0, 192}, 5},
        {"family 3", {0, 3, 24, 0, 192, 0, 2}, 7},
        {"family 3 and source 0", {0, 3, 0, 0}, 4},
        {"family 257", {1, 1, 24, 0, 192, 0, 2}, 7},
        {"family 0 with a prefix", {0, 0, 24, 0, 192, 0, 2}, 7},
        {"family 0 with a scope", {0, 0, 0, 1}, 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix prefix = {.bits = 99};
        if (ecs_parse(rows[i].data, rows[i].len, &prefix)) {
            fail_msg("accepted an option with %s", rows[i].why);
        }
        assert_int_equal(prefix.bits, 99); /* failure leaves the output alone */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_the_same),
        cmocka_unit_test(takes_family_0_as_opting_out),
        cmocka_unit_test(refuses_what_rfc7871_forbids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
