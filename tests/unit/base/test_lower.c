/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lower.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint8_t want(unsigned octet)
{
    return (uint8_t)(octet >= 'A' && octet <= 'Z' ? octet + 'a' - 'A' : octet);
}

static void lowers_each_octet_alone_and_in_words(void **state)
{
    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        assert_int_equal(lower_octet((uint8_t)octet), want(octet));
        for (unsigned at = 0; at < 16; at++) {
            uint8_t word[16] = "aZ[`\xff\0@A~\x80z{0-_\x9a";
            uint8_t lowered[16];
            uint64_t half;
            word[at] = (uint8_t)octet; /* neighbours must not matter */
            lower_copy16(lowered, word);
            memcpy(&half, word + at / 8 * 8, 8);
            half = lower_u64(half);
            for (unsigned i = 0; i < 16; i++) {
                assert_int_equal(lowered[i], want(word[i]));
            }
            assert_memory_equal(&half, lowered + at / 8 * 8, 8);
        }
    }
}

static void lowers_in_place(void **state)
{
    (void)state;
    uint8_t octets[17] = "\3WWW\7EXAMPLE\3COM";
    lower_copy16(octets, octets);
    assert_memory_equal(octets, "\3www\7example\3com\0", 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lowers_each_octet_alone_and_in_words),
        cmocka_unit_test(lowers_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
