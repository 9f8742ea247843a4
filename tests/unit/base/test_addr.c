/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct prefix prefix_from(const char *text)
{
    struct prefix prefix;
    if (!prefix_parse(text, &prefix, NULL)) {
        fail_msg("'%s' is no prefix", text);
    }
    return prefix;
}

static void reads_and_writes_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *back;
        enum family family;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", FAMILY_IPV4},
        {"0.0.0.0", "0.0.0.0", FAMILY_IPV4},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1", FAMILY_IPV6},
        {"::", "::", FAMILY_IPV6},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1", FAMILY_IPV6},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct addr addr;
        char text[ADDR_TEXT_SIZE];
        assert_true(addr_parse(rows[i].text, &addr));
        assert_int_equal(addr.family, rows[i].family);
        assert_string_equal(addr_format(&addr, text), rows[i].back);
    }
}

static void refuses_what_is_no_address(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",      "192.0.2",      "192.0.2.256", "192.0.2.1.",  "192.0.2.1 ", "192.0.2.1/24",
        "[::1]", "fe80::1%eth0", "1::2::3",     "example.com", "012.0.0.1x", "192.0.2.1:53",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct addr addr = {.family = 99};
        if (addr_parse(rows[i], &addr)) {
            fail_msg("accepted '%s'", rows[i]);
        }
        assert_int_equal(addr.family, 99);
    }
}

static void clears_what_is_behind_a_prefix(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *back;
        bool host_bits;
    } rows[] = {
        {"192.0.2.0/24", "192.0.2.0/24", false},
        {"192.0.2.1/24", "192.0.2.0/24", true},
        {"192.0.2.1", "192.0.2.1/32", false},
        {"192.0.2.255/25", "192.0.2.128/25", true},
        {"255.255.255.255/0", "0.0.0.0/0", true},
        {"2001:db8::1", "2001:db8::1/128", false},
        {"2001:db8:ffff::/33", "2001:db8:8000::/33", true},
        {"::/0", "::/0", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix prefix;
        bool host_bits = !rows[i].host_bits;
        char text[PREFIX_TEXT_SIZE];
        assert_true(prefix_parse(rows[i].text, &prefix, &host_bits));
        assert_string_equal(prefix_format(&prefix, text), rows[i].back);
        assert_int_equal(host_bits, rows[i].host_bits);
    }
}

static void refuses_what_is_no_prefix(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "192.0.2.0/33",
        "192.0.2.0/",
        "192.0.2.0/-1",
        "192.0.2.0/+8",
        "192.0.2.0/ 8",
        "192.0.2.0/8x",
        "::/129",
        "::/0128",
        "/8",
        "192.0.2.0/24/24",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/8",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix prefix = {.bits = 99};
        if (prefix_parse(rows[i], &prefix, NULL)) {
            fail_msg("accepted '%s'", rows[i]);
        }
        assert_int_equal(prefix.bits, 99);
    }
}

static void compares_prefixes(void **state)
{
    (void)state;
    static const struct {
        const char *outer;
        const char *inner;
        bool covers;
    } rows[] = {
        {"192.0.2.0/24", "192.0.2.128/25", true},
        {"192.0.2.0/24", "192.0.2.0/24", true},
        {"192.0.2.128/25", "192.0.2.0/24", false},
        {"192.0.2.0/25", "192.0.2.128/32", false},
        {"0.0.0.0/0", "198.51.100.1/32", true},
        {"0.0.0.0/0", "::/0", false},
        {"::/0", "0.0.0.0/0", false},
        {"2001:db8::/32", "2001:db8:1::/48", true},
        {"2001:db8::/32", "2001:db9::/48", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix outer = prefix_from(rows[i].outer);
        struct prefix inner = prefix_from(rows[i].inner);
        assert_int_equal(prefix_covers(&outer, &inner), rows[i].covers);
        if (inner.bits == family_bits(inner.addr.family)) {
            assert_int_equal(prefix_holds(&outer, &inner.addr), rows[i].covers);
        }
    }
}

static void finds_the_ipv4_network_inside_ipv6(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        unsigned block;
        const char *inside;
    } rows[] = {
        {"a mapped address", "::ffff:192.0.2.1/128", 96, "192.0.2.1/32"},
        {"a mapped network", "::ffff:192.0.2.0/120", 96, "192.0.2.0/24"},
        {"all mapped addresses", "::ffff:0:0/96", 96, "0.0.0.0/0"},
        {"more than the mapped addresses", "::/80", 0, NULL},
        {"an IPv4-compatible address, long gone", "::192.0.2.1/128", 0, NULL},
        {"NAT64", "64:ff9b::c000:201/128", 96, "192.0.2.1/32"},
        {"a NAT64 network", "64:ff9b::c000:200/121", 96, "192.0.2.0/25"},
        {"NAT64 of local use, which is another block", "64:ff9b:1::c000:201/128", 0, NULL},
        {"a 6to4 site", "2002:c000:201::/48", 16, "192.0.2.1/32"},
        {"a host of a 6to4 site", "2002:c000:201::1/128", 16, "192.0.2.1/32"},
        {"part of 6to4", "2002:c000::/32", 16, "192.0.0.0/16"},
        {"all of 6to4", "2002::/16", 16, "0.0.0.0/0"},
        {"more than 6to4", "2000::/8", 0, NULL},
        {"plain IPv6", "2001:db8::/32", 0, NULL},
        {"IPv4", "192.0.2.0/24", 0, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix prefix = prefix_from(rows[i].text);
        struct prefix inside = {.bits = 99};
        char text[PREFIX_TEXT_SIZE];
        print_message("# %s\n", rows[i].why);
        assert_int_equal(prefix_unmap(&prefix, &inside), rows[i].block);
        if (rows[i].inside == NULL) {
            assert_int_equal(inside.bits, 99);
        } else {
            assert_string_equal(prefix_format(&inside, text), rows[i].inside);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_addresses),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(clears_what_is_behind_a_prefix),
        cmocka_unit_test(refuses_what_is_no_prefix),
        cmocka_unit_test(compares_prefixes),
        cmocka_unit_test(finds_the_ipv4_network_inside_ipv6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
