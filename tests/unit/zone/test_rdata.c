/* SPDX-License-Identifier: Apache-2.0 */
/* The wire of every type is in tests/golden/zone/types.want; here stand the edges. */
#include "reading.h"

#include "base/attr.h"
#include "zone/rdatawire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void print_hex(const struct record *record, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < record->rdlen && 2 * i + 3 < size; i++) {
        snprintf(out + 2 * i, size - 2 * i, "%02x", record->rdata[i]);
    }
}

static void reads_what_is_at_the_edge(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *hex;
    } rows[] = {
        {"A 255.255.255.255", "ffffffff"},
        {"A 0.0.0.0", "00000000"},
        {"MX 65535 .", "ffff00"},
        {"MX 0 a", "00000161076578616d706c6500"},
        {"SRV 65535 65535 65535 .", "ffffffffffff00"},
        {"TXT \"\"", "00"},
        {"TXT a\\;b", "03613b62"},
        {"CAA 255 a1 \"\"", "ff026131"},
        {"DS 65535 255 255 00", "ffffffff00"},
        {"SSHFP 255 255 00", "ffff00"},
        {"NSEC . TYPE65535", "00ff2000000000000000000000000000000000000000000000000000000000000000"
                             "01"},
        {"RRSIG A 0 0 2147483647 19700101000000 20380119031408 0 . AAAA",
         "000100007fffffff0000000080000000000000000000"},
        {"LOC 90 S 180 W -100000m 0m 90000000m 0.09m", "000099906cb0270059604e0000000000"},
        {"IPSECKEY 0 0 0 .", "000000"},
        {"HTTPS 1 . key65534=\\000", "000100fffe000100"},
        {"HTTPS 1 . alpn=\"a\\\\,b,c\"", "000100000100060361"
                                         "2c620163"},
        {"SVCB 1 . port=65535 alpn=h2", "0001000001000302683200030002ffff"},
        {"APL", ""},
        {"APL 1:0.0.0.0/0", "00010000"},
        {"TYPE65280 \\# 0", ""},
        {"EUI48 FF-ff-00-00-00-00", "ffff00000000"},
        {"NID 0 0:0:0:f", "0000000000000000000f"},
        {"URI 0 0 \"\"", "00000000"},
        {"CERT URI 0 0 AAAA", "00fd000000000000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char line[256];
        char hex[512];
        snprintf(line, sizeof(line), "x %s", rows[i].text);
        struct reading reading = reading_of(line);
        const struct record *record = reading_last(&reading);
        if (!reading.ok || record == NULL) {
            fail_msg("refused %s: %s", rows[i].text, errs_at(reading.errs, 0)->text);
            return;
        }
        print_hex(record, hex, sizeof(hex));
        assert_string_equal(hex, rows[i].hex);
        reading_done(&reading);
    }
}

static const struct {
    const char *text;
    uint32_t col;
} refused[] = {
    {"x A 256.0.0.1", 5},
    {"x A 1.2.3", 5},
    {"x A 1.2.3.4.", 5},
    {"x A 1.2.3.04", 5},
    {"x A \"1.2.3.4\"", 5},
    {"x AAAA 1::2::3", 8},
    {"x AAAA fe80::1%lo", 8},
    {"x MX 65536 a", 6},
    {"x MX -1 a", 6},
    {"x MX 1", 6},
    {"x MX 10 \"a\"", 9},
    {"x SRV 1 1 65536 a", 11},
    {"x SRV 1 1 x a", 11},
    {"x TXT", 3},
    {"x HINFO a", 9},
    {"x HINFO a b c", 13},
    {"x NAPTR 1 1 U S R", 17},
    {"x CAA 0 \"\" x", 9},
    {"x DS 1 300 2 00", 8},
    {"x DS 1 FOO 2 00", 8},
    {"x DS 1 8 2 00", 12},
    {"x DS 1 8 9", 10},
    {"x TLSA 3 1 1 00", 14},
    {"x DNSKEY 1 3 8 A===", 16},
    {"x DNSKEY 1 3 8 AA=A", 16},
    {"x DNSKEY 1 3 8 AAAA=", 16},
    {"x RRSIG A 8 2 3600 20300230000000 0 1 . AAAA", 20},
    {"x RRSIG A 8 2 3600 20301301000000 0 1 . AAAA", 20},
    {"x RRSIG A 8 2 2147483648 0 0 1 . AAAA", 15},
    {"x NSEC . FOO", 10},
    {"x NSEC3 1 0 0 - 0w A", 17},
    {"x NSEC3 1 0 0 abc 00 A", 15},
    {"x NSEC3 1 0 0 - 00", 17},
    {"x DNSKEY 1 3 8 AB==", 16},
    {"x DNSKEY 1 3 8 AAB=", 16},
    {"x SVCB 1 . ech=AB==", 12},
    {"x LOC 90 0 0.001 N 0 E 0m", 18},
    {"x LOC 1 N 181 E 0m", 11},
    {"x LOC 1 N 1 E -100001m", 15},
    {"x LOC 1 N 1 E 42849672.96m", 15},
    {"x LOC 1 N 1 E 0m 90000001m", 18},
    {"x LOC 1 N 1 E", 13},
    {"x APL 1:192.0.2.0/33", 7},
    {"x APL 1:192.0.2.0/22", 7},
    {"x APL 1:2001:db8::/32", 7},
    {"x APL 1:192.0.2.0", 7},
    {"x IPSECKEY 256 1 2 192.0.2.1 AAAA", 12},
    {"x IPSECKEY 1 4 2 . AAAA", 14},
    {"x IPSECKEY 1 1 2 . AAAA", 18},
    {"x IPSECKEY 1 1 2 192.0.2.1", 18},
    {"x IPSECKEY 1 1 0 192.0.2.1 AAAA", 28},
    {"x HIP 256 00 AAAA", 7},
    {"x NSAP 0x1", 8},
    {"x WKS 192.0.2.1 tcp 65536", 21},
    {"x SVCB 1 . alpn", 12},
    {"x SVCB 1 . alpn=", 12},
    {"x SVCB 1 . alpn=a,,b", 12},
    {"x SVCB 1 . port=65536", 12},
    {"x SVCB 1 . port=", 12},
    {"x SVCB 1 . key65535=a", 12},
    {"x SVCB 1 . mandatory=mandatory", 12},
    {"x SVCB 1 . ech=*", 12},
    {"x SVCB 1 . ipv6hint=192.0.2.1", 12},
    {"x SVCB 1 . no-default-alpn=a alpn=a", 12},
    {"x SVCB 1 . \"alpn=h2\"", 12},
    {"x SVCB 1 . alpn=\"h2\"x", 12},
    {"x AMTRELAY 1 0 1 ::1", 18},
    {"x DSYNC CDS 256 1 .", 13},
    {"x DSYNC CDS NOTIFY 65536 .", 20},
    {"x A \\# 5 0102030405", 8},
    {"x A \\# 4 010203", 8},
    {"x AAAA \\# 4 01020304", 11},
    {"x CNAME \\# 2 C000", 12},
    {"x HIP \\# 4 FF020001", 10},
    {"x NULL x", 8},
};

static void refuses_what_is_past_the_edge(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct reading reading = reading_of(refused[i].text);
        if (reading.ok) {
            fail_msg("accepted %s", refused[i].text);
        }
        assert_int_equal(errs_count(reading.errs, ERR_ERROR), 1);
        assert_int_equal(errs_at(reading.errs, 0)->at.line, 3);
        if (errs_at(reading.errs, 0)->at.col != refused[i].col) {
            fail_msg("%s: column %u", refused[i].text, errs_at(reading.errs, 0)->at.col);
        }
        assert_int_equal(reading.records.count, 1);
        reading_done(&reading);
    }
}

static void a_string_holds_255_octets_and_no_more(void **state)
{
    (void)state;
    char line[300];
    snprintf(line, sizeof(line), "x TXT %0255d", 0);
    struct reading reading = reading_of(line);
    assert_true(reading.ok);
    assert_int_equal(reading_last(&reading)->rdlen, 256);
    reading_done(&reading);
    snprintf(line, sizeof(line), "x TXT %0256d", 0);
    reading = reading_of(line);
    assert_false(reading.ok);
    assert_non_null(strstr(errs_at(reading.errs, 0)->text, "at most 255 octets"));
    reading_done(&reading);
}

static void an_rdata_holds_65535_octets_and_no_more(void **state)
{
    (void)state;
    enum { DIGITS = (65535 - 4 + 1) / 3 * 4 }; /* of base 64, one of them padding */
    static char text[DIGITS + 64];
    size_t head = (size_t)snprintf(text, sizeof(text), "x DNSKEY 1 3 8 ");
    memset(text + head, 'A', DIGITS);
    struct reading reading = reading_of(text);
    assert_false(reading.ok);
    assert_non_null(strstr(errs_at(reading.errs, 0)->text, "longer than 65535"));
    reading_done(&reading);
    text[head + DIGITS - 1] = '=';
    reading = reading_of(text);
    assert_true(reading.ok);
    assert_int_equal(reading_last(&reading)->rdlen, 65535);
    reading_done(&reading);
}

static void judges_wire_octets_by_type(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint16_t type;
        uint8_t octets[16];
        size_t len;
        bool good;
    } rows[] = {
        {"an address", 1, {1, 2, 3, 4}, 4, true},
        {"an address too short", 1, {1, 2, 3}, 3, false},
        {"an unknown type", 731, {1}, 1, true},
        {"a text of two strings", 16, {1, 'a', 0}, 3, true},
        {"a text without a string", 16, {0}, 0, false},
        {"a bitmap whose last octet is zero", 47, {0, 0, 1, 0}, 4, false},
        {"a bitmap in order", 47, {0, 0, 1, 64, 1, 1, 1}, 7, true},
        {"a bitmap out of order", 47, {0, 1, 1, 1, 0, 1, 64}, 7, false},
        {"an empty bitmap", 47, {0}, 1, true},
        {"a location of version 1", 29, {1, 0x12, 0x16, 0x13}, 16, false},
        {"a location of version 0", 29, {0, 0x12, 0x16, 0x13}, 16, true},
        {"a size of 10 x 10", 29, {0, 0xa0, 0x16, 0x13}, 16, false},
        {"a gateway with a key but no algorithm", 45, {1, 0, 0, 9}, 4, false},
        {"no gateway and no key", 45, {1, 0, 0}, 3, true},
        {"a relay of type 4", 260, {1, 4}, 2, false},
        {"a prefix that ends in zero", 42, {0, 1, 24, 3, 192, 0, 0}, 7, false},
        {"parameters in order", 64, {0, 1, 0, 0, 3, 0, 2, 1, 1}, 9, true},
        {"parameters cut short", 64, {0, 1, 0, 0, 3, 0, 2, 1}, 8, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bytes rdata = {.at = rows[i].octets, .len = rows[i].len};
        if ((rdatawire_check(rows[i].type, rdata) == NULL) != rows[i].good) {
            fail_msg("%s: %s", rows[i].why, rows[i].good ? "refused" : "accepted");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_at_the_edge),
        cmocka_unit_test(refuses_what_is_past_the_edge),
        cmocka_unit_test(a_string_holds_255_octets_and_no_more),
        cmocka_unit_test(an_rdata_holds_65535_octets_and_no_more),
        cmocka_unit_test(judges_wire_octets_by_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
