/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* A label of `len` octets with `after` in all octets behind it that may be read. */
static void make_label(uint8_t *label, unsigned len, uint8_t after)
{
    label[0] = (uint8_t)len;
    for (unsigned i = 1; i <= len; i++) {
        label[i] = (uint8_t)('a' + i % 26);
    }
    memset(label + 1 + len, after, HASH_SLACK);
}

static void ignores_what_is_behind_a_label(void **state)
{
    (void)state;
    for (unsigned len = 1; len <= 63; len++) {
        uint8_t a[1 + 63 + HASH_SLACK];
        uint8_t b[1 + 63 + HASH_SLACK];
        make_label(a, len, 0);
        make_label(b, len, 0xff);
        assert_int_equal(hash_label(1, a), hash_label(1, b));
    }
}

static void reads_no_further_than_its_slack(void **state)
{
    (void)state;
    uint64_t sum = 0;
    for (unsigned len = 1; len <= 63; len++) {
        size_t size = 1 + len + HASH_SLACK;
        uint8_t *exact = malloc(size); /* a sanitizer guards its end */
        assert_non_null(exact);
        make_label(exact, len, 0);
        sum ^= hash_label(1, exact);
        free(exact);
    }
    assert_int_not_equal(sum, 0);
}

static void sees_every_octet_of_a_label(void **state)
{
    (void)state;
    for (unsigned len = 1; len <= 63; len++) {
        uint8_t label[1 + 63 + HASH_SLACK];
        make_label(label, len, 0);
        uint64_t hash = hash_label(1, label);
        for (unsigned i = 1; i <= len; i++) {
            label[i] ^= 1;
            assert_int_not_equal(hash_label(1, label), hash);
            label[i] ^= 1;
        }
        assert_int_not_equal(hash_label(2, label), hash); /* what is above counts too */
    }
}

/* The same octets cut into labels in two ways are two names. */
static void tells_labels_by_where_they_end(void **state)
{
    (void)state;
    static const uint8_t names[][8 + HASH_SLACK] = {
        "\3abc\1d",
        "\1a\3bcd",
        "\5abc\1d",
        "\2ab\2cd",
    };
    uint64_t root = hash_root(7);
    uint64_t hashes[4] = {
        hash_label(hash_label(root, names[0] + 4), names[0]),
        hash_label(hash_label(root, names[1] + 2), names[1]),
        hash_label(root, names[2]),
        hash_label(hash_label(root, names[3] + 3), names[3]),
    };
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) {
            assert_int_not_equal(hashes[i], hashes[j]);
        }
    }
}

static void gives_each_seed_its_own_hashes(void **state)
{
    (void)state;
    static const uint8_t com[4 + HASH_SLACK] = "\3com";
    assert_int_not_equal(hash_root(1), hash_root(2));
    assert_int_not_equal(hash_label(hash_root(1), com), hash_label(hash_root(2), com));
    assert_int_not_equal(hash_octets(1, "abc", 3), hash_octets(2, "abc", 3));
}

/* 65536 names into as many slots: at most what chance gives, in the low bits that tables use. */
static void spreads_numbered_names(void **state)
{
    (void)state;
    static uint16_t load[65536];
    unsigned most = 0;
    for (unsigned i = 0; i < 65536; i++) {
        uint8_t label[6 + HASH_SLACK] = "\5h";
        for (unsigned digit = 0; digit < 4; digit++) {
            label[2 + digit] = (uint8_t)('a' + (i >> (4 * digit) & 15));
        }
        unsigned n = ++load[hash_label(hash_root(1), label) & 0xffff];
        most = n > most ? n : most;
    }
    assert_in_range(most, 2, 12); /* a random function gives 8 or 9 */
}

static void compares_keys_of_every_length(void **state)
{
    (void)state;
    for (unsigned len = 1; len <= 40; len++) {
        uint8_t a[40 + HASH_SLACK] = {0};
        uint8_t b[40 + HASH_SLACK] = {0};
        memset(b + len, 0xff, HASH_SLACK); /* behind the key: does not count */
        assert_true(hash_same(a, b, len));
        for (unsigned i = 0; i < len; i++) {
            b[i] = 1;
            assert_false(hash_same(a, b, len));
            b[i] = 0;
        }
    }
}

static void hashes_octets_of_every_length(void **state)
{
    (void)state;
    uint8_t octets[40] = {0};
    uint64_t seen[40];
    for (size_t len = 0; len < 40; len++) {
        uint8_t *exact = malloc(len == 0 ? 1 : len);
        assert_non_null(exact);
        memcpy(exact, octets, len);
        seen[len] = hash_octets(3, exact, len); /* zeros of another number are another key */
        free(exact);
        for (size_t i = 0; i < len; i++) {
            assert_int_not_equal(seen[len], seen[i]);
            octets[i] = 1;
            assert_int_not_equal(hash_octets(3, octets, len), seen[len]);
            octets[i] = 0;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ignores_what_is_behind_a_label),
        cmocka_unit_test(reads_no_further_than_its_slack),
        cmocka_unit_test(sees_every_octet_of_a_label),
        cmocka_unit_test(tells_labels_by_where_they_end),
        cmocka_unit_test(gives_each_seed_its_own_hashes),
        cmocka_unit_test(spreads_numbered_names),
        cmocka_unit_test(compares_keys_of_every_length),
        cmocka_unit_test(hashes_octets_of_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
