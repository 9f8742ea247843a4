/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "conf/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct errs *errs;
};

static bool parse(struct fixture *f, const char *text, struct key *out)
{
    struct word word = {.text = text, .len = (uint32_t)strlen(text), .at = {"f", 1, 1}};
    f->arena = arena_new(1024);
    f->errs = errs_new();
    return key_parse(f->arena, &word, out, f->errs);
}

static void done(struct fixture *f)
{
    arena_free(f->arena);
    errs_free(f->errs);
}

static void reads_scheme_zone_and_port(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *zone;
        uint16_t port;
        enum corefile_scheme scheme;
        size_t warnings;
    } rows[] = {
        {".", ".", 0, SCHEME_DNS, 0},
        {".:53", ".", 53, SCHEME_DNS, 0},
        {"Example.ORG", "example.org.", 0, SCHEME_DNS, 0},
        {"example.org.:65535", "example.org.", 65535, SCHEME_DNS, 0},
        {"dns://example.org:1053", "example.org.", 1053, SCHEME_DNS, 0},
        {"tls://example.org", "example.org.", 0, SCHEME_TLS, 0},
        {"quic://.", ".", 0, SCHEME_QUIC, 0},
        {"grpc://.", ".", 0, SCHEME_GRPC, 0},
        {"https://.:1443", ".", 1443, SCHEME_HTTPS, 0},
        {"https3://.", ".", 0, SCHEME_HTTPS3, 0},
        {"TLS://example.org", "tls://example.org.", 0, SCHEME_DNS, 1},
        {"0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa.", 0, SCHEME_DNS, 0},
        {"_tcp.example", "_tcp.example.", 0, SCHEME_DNS, 0},
        {"*.example", "*.example.", 0, SCHEME_DNS, 1},
        {"192.0.2.1", "192.0.2.1.", 0, SCHEME_DNS, 1},
        {"192.0.2.1:53", "192.0.2.1.", 53, SCHEME_DNS, 1},
        {"example.org:dns", "example.org:dns.", 0, SCHEME_DNS, 1},
        {"a\\.b.example", "a\\.b.example.", 0, SCHEME_DNS, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct key key;
        char text[NAME_TEXT_SIZE];
        if (!parse(&f, rows[i].text, &key)) {
            fail_msg("refused '%s'", rows[i].text);
        }
        assert_int_equal(key.nzones, 1);
        assert_string_equal(name_format(key.zones[0].octets, text), rows[i].zone);
        assert_int_equal(key.port, rows[i].port);
        assert_int_equal(key.scheme, rows[i].scheme);
        assert_int_equal(errs_count(f.errs, ERR_WARNING), rows[i].warnings);
        done(&f);
    }
}

static void refuses_what_no_server_can_mean(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "example.org:",
        "example.org:0",
        "example.org:65536",
        "example.org:70000",
        "a..example",
        ".example",
        "dns://",
        ":53",
        "192.0.2.0/33",
        "::/129",
        "192.0.2.0/",
        "2001:db8::1",
        "a\\",
        "192.0.2.0/x:53",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct key key = {.port = 99};
        if (parse(&f, rows[i], &key)) {
            fail_msg("accepted '%s'", rows[i]);
        }
        assert_int_equal(key.port, 99); /* failure leaves the output alone */
        assert_int_equal(errs_count(f.errs, ERR_ERROR), 1);
        done(&f);
    }
}

static void turns_networks_into_reverse_zones(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
        const char *first;
        const char *last;
    } rows[] = {
        {"0.0.0.0/0", 1, "in-addr.arpa.", "in-addr.arpa."},
        {"10.0.0.0/8", 1, "10.in-addr.arpa.", "10.in-addr.arpa."},
        {"10.0.0.0/9", 128, "0.10.in-addr.arpa.", "127.10.in-addr.arpa."},
        {"128.0.0.0/1", 128, "128.in-addr.arpa.", "255.in-addr.arpa."},
        {"192.0.2.0/23", 2, "2.0.192.in-addr.arpa.", "3.0.192.in-addr.arpa."},
        {"192.0.2.0/24", 1, "2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa."},
        {"192.0.2.32/27", 32, "32.2.0.192.in-addr.arpa.", "63.2.0.192.in-addr.arpa."},
        {"192.0.2.1/32", 1, "1.2.0.192.in-addr.arpa.", "1.2.0.192.in-addr.arpa."},
        {"192.0.2.77/24", 1, "2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa."},
        {"tls://192.0.2.0/24:853", 1, "2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa."},
        {"::/0", 1, "ip6.arpa.", "ip6.arpa."},
        {"2000::/3", 2, "2.ip6.arpa.", "3.ip6.arpa."},
        {"2001:db8::/32", 1, "8.b.d.0.1.0.0.2.ip6.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa."},
        {"2001:db8::/29", 8, "8.b.d.0.1.0.0.2.ip6.arpa.", "f.b.d.0.1.0.0.2.ip6.arpa."},
        {"2001:db8::/35", 2, "0.8.b.d.0.1.0.0.2.ip6.arpa.", "1.8.b.d.0.1.0.0.2.ip6.arpa."},
        {"2001:db8:ab00::/40:53", 1, "b.a.8.b.d.0.1.0.0.2.ip6.arpa.",
         "b.a.8.b.d.0.1.0.0.2.ip6.arpa."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        struct key key;
        char text[NAME_TEXT_SIZE];
        assert_true(parse(&f, rows[i].text, &key));
        assert_int_equal(key.nzones, rows[i].count);
        assert_string_equal(name_format(key.zones[0].octets, text), rows[i].first);
        assert_string_equal(name_format(key.zones[key.nzones - 1].octets, text), rows[i].last);
        done(&f);
    }
}

static void knows_the_schemes_ports(void **state)
{
    (void)state;
    assert_int_equal(key_default_port(SCHEME_DNS, 1053), 1053);
    assert_int_equal(key_default_port(SCHEME_TLS, 1053), 853);
    assert_int_equal(key_default_port(SCHEME_QUIC, 1053), 853);
    assert_int_equal(key_default_port(SCHEME_GRPC, 1053), 443);
    assert_int_equal(key_default_port(SCHEME_HTTPS, 1053), 443);
    assert_int_equal(key_default_port(SCHEME_HTTPS3, 1053), 443);
    assert_int_equal(key_default_port(SCHEME_UNIX, 1053), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_scheme_zone_and_port),
        cmocka_unit_test(refuses_what_no_server_can_mean),
        cmocka_unit_test(turns_networks_into_reverse_zones),
        cmocka_unit_test(knows_the_schemes_ports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
