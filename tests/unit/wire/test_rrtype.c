/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "wire/rrtype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void reads_names_and_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t type;
    } rows[] = {
        {"A", 1},       {"a", 1},         {"aaaa", 28},         {"NSEC3PARAM", 51},
        {"Nsec3", 50},  {"nsec", 47},     {"NSAP-PTR", 23},     {"amtrelay", 260},
        {"DSYNC", 66},  {"RESINFO", 261}, {"WALLET", 262},      {"HTTPS", 65},
        {"SVCB", 64},   {"ZONEMD", 63},   {"NXNAME", 128},      {"*", 255},
        {"ANY", 255},   {"TYPE0", 0},     {"type65535", 65535}, {"TYPE1", 1},
        {"DLV", 32769}, {"X25", 19},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint16_t type = 777;
        if (!rrtype_parse(rows[i].text, strlen(rows[i].text), &type)) {
            fail_msg("refused %s", rows[i].text);
        }
        assert_int_equal(type, rows[i].type);
    }
}

static void refuses_what_is_no_type(void **state)
{
    (void)state;
    static const char *const rows[] = {"",           "B",         "AA",     "NSEC3PARAMS",
                                       "TYPE",       "TYPE65536", "TYPE-1", "TYPEx",
                                       "TYPE000001", "IN",        "3600"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint16_t type = 777;
        if (rrtype_parse(rows[i], strlen(rows[i]), &type)) {
            fail_msg("accepted '%s' as %u", rows[i], type);
        }
        assert_int_equal(type, 777);
    }
}

static void every_type_is_found_by_the_name_it_prints(void **state)
{
    (void)state;
    size_t named = 0;
    for (unsigned type = 0; type <= UINT16_MAX; type++) {
        char text[RRTYPE_TEXT_SIZE];
        uint16_t back = 0;
        rrtype_format((uint16_t)type, text);
        named += strncmp(text, "TYPE", 4) != 0;
        if (!rrtype_parse(text, strlen(text), &back) || back != type) {
            fail_msg("%s is not found again", text);
        }
    }
    assert_int_equal(named, 97);
}

static void reads_classes(void **state)
{
    (void)state;
    uint16_t number = 0;
    char text[RRTYPE_TEXT_SIZE];
    assert_true(rrtype_parse_class("in", 2, &number));
    assert_int_equal(number, 1);
    assert_true(rrtype_parse_class("CLASS32", 7, &number));
    assert_int_equal(number, 32);
    assert_false(rrtype_parse_class("INN", 3, &number));
    assert_false(rrtype_parse_class("I", 1, &number));
    assert_string_equal(rrtype_format_class(3, text), "CH");
    assert_string_equal(rrtype_format_class(17, text), "CLASS17");
}

static void finds_names_in_rdata(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint16_t type;
        uint8_t rdata[24];
        size_t len;
        size_t count;
        struct rrtype_name last;
    } rows[] = {
        {"NS", RRTYPE_NS, {1, 'a', 0}, 3, 1, {0, 3}},
        {"MX", RRTYPE_MX, {0, 10, 1, 'a', 0}, 5, 1, {2, 3}},
        {"SOA has two", RRTYPE_SOA, {1, 'a', 0, 1, 'b', 1, 'c', 0, 0, 0, 0, 1}, 12, 2, {3, 5}},
        {"NAPTR after its strings",
         RRTYPE_NAPTR,
         {0, 1, 0, 2, 1, 'U', 0, 2, '!', '!', 1, 'x', 0},
         13,
         1,
         {10, 3}},
        {"IPSECKEY gateway by name", RRTYPE_IPSECKEY, {10, 3, 2, 1, 'g', 0, 9}, 7, 1, {3, 3}},
        {"IPSECKEY gateway by address", RRTYPE_IPSECKEY, {10, 1, 2, 1, 'g', 0, 9}, 7, 0, {0, 0}},
        {"AMTRELAY with discovery", RRTYPE_AMTRELAY, {10, 0x83, 1, 'g', 0}, 5, 1, {2, 3}},
        {"HIP's servers", RRTYPE_HIP, {1, 2, 0, 1, 7, 8, 1, 'a', 0, 1, 'b', 0}, 12, 2, {9, 3}},
        {"cut short", RRTYPE_MX, {0, 10, 5, 'a'}, 4, 0, {0, 0}},
        {"a pointer is no name here", RRTYPE_NS, {0xc0, 12}, 2, 0, {0, 0}},
        {"no names", RRTYPE_TXT, {1, 'a', 0}, 3, 0, {0, 0}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rrtype_name names[RRTYPE_NAMES_MAX] = {{0, 0}};
        struct bytes rdata = {.at = rows[i].rdata, .len = rows[i].len};
        size_t count = rrtype_names(rows[i].type, rdata, names);
        if (count != rows[i].count) {
            fail_msg("%s: %zu names", rows[i].why, count);
        }
        if (count > 0) {
            assert_int_equal(names[count - 1].at, rows[i].last.at);
            assert_int_equal(names[count - 1].len, rows[i].last.len);
        }
    }
}

static void knows_who_compresses_and_who_lowers(void **state)
{
    (void)state;
    assert_true(rrtype_compresses(RRTYPE_MX) && rrtype_lowers(RRTYPE_MX));
    assert_true(!rrtype_compresses(RRTYPE_SRV) && rrtype_lowers(RRTYPE_SRV));
    assert_true(!rrtype_compresses(RRTYPE_HTTPS) && !rrtype_lowers(RRTYPE_HTTPS));
    assert_true(!rrtype_lowers(RRTYPE_NSEC) && rrtype_lowers(RRTYPE_RRSIG));
    assert_true(!rrtype_compresses(RRTYPE_NAPTR) && rrtype_lowers(RRTYPE_NAPTR));
    assert_int_equal(rrtype_host_at(RRTYPE_SRV), 6);
    assert_int_equal(rrtype_host_at(RRTYPE_CNAME), -1);
    assert_true(rrtype_is_meta(RRTYPE_OPT) && rrtype_is_meta(RRTYPE_NXNAME));
    assert_false(rrtype_is_meta(RRTYPE_DS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names_and_numbers),
        cmocka_unit_test(refuses_what_is_no_type),
        cmocka_unit_test(every_type_is_found_by_the_name_it_prints),
        cmocka_unit_test(reads_classes),
        cmocka_unit_test(finds_names_in_rdata),
        cmocka_unit_test(knows_who_compresses_and_who_lowers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
