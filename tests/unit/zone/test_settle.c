/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include "base/attr.h"
#include "wire/rrtype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void drops_duplicates_and_only_those(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        size_t count; /* besides the SOA */
        size_t warnings;
    } rows[] = {
        {"twice in a row", "a A 192.0.2.1\n  A 192.0.2.1", 1, 1},
        {"twice, apart", "a A 192.0.2.1\nb A 192.0.2.1\na A 192.0.2.1", 2, 1},
        {"thrice, apart and in a row", "a A 192.0.2.1\nb A 192.0.2.1\na A 192.0.2.1\n A 192.0.2.1",
         2, 2},
        {"owner in another case", "a A 192.0.2.1\nA A 192.0.2.1", 1, 1},
        {"a name in another case", "a MX 1 b\na MX 1 B", 1, 1},
        {"a name of a type that keeps case", "a SVCB 1 b\na SVCB 1 B", 2, 0},
        {"a text in another case", "a TXT b\na TXT B", 2, 0},
        {"port 65 and port 97, which are letters", "a SRV 0 0 65 .\na SRV 0 0 97 .", 2, 0},
        {"another type with the same octets", "a A 1.2.3.4\na TYPE999 \\# 4 01020304", 2, 0},
        {"a prefix of the other", "a TYPE999 \\# 1 01\na TYPE999 \\# 2 0102", 2, 0},
        {"the same by \\#", "a A 1.2.3.4\na TYPE1 \\# 4 01020304", 1, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading = reading_of(rows[i].text);
        assert_true(reading.ok);
        if (reading.records.count != rows[i].count + 1) {
            fail_msg("%s: %zu records", rows[i].why, reading.records.count);
        }
        assert_int_equal(errs_count(reading.errs, ERR_WARNING), rows[i].warnings);
        reading_done(&reading);
    }
}

static void keeps_the_order_of_the_file(void **state)
{
    (void)state;
    struct reading reading =
        reading_of("b A 192.0.2.3\na A 192.0.2.2\nb A 192.0.2.3\na A 192.0.2.1\nc A 192.0.2.4");
    static const uint8_t last_octets[] = {3, 2, 1, 4};
    assert_int_equal(reading.records.count, 5);
    for (size_t i = 0; i < ARRAY_LEN(last_octets); i++) {
        assert_int_equal(reading.records.list[i + 1].rdata[3], last_octets[i]);
    }
    reading_done(&reading);
}

static void an_rrset_has_one_ttl_the_lowest(void **state)
{
    (void)state;
    struct reading reading = reading_of("a 300 A 192.0.2.1\na 60 A 192.0.2.2\na 900 A 192.0.2.3\n"
                                        "a 77 TXT x\nA 900 TXT y");
    static const uint32_t ttls[] = {60, 60, 60, 77, 77};
    assert_true(reading.ok);
    for (size_t i = 0; i < ARRAY_LEN(ttls); i++) {
        assert_int_equal(reading.records.list[i + 1].ttl, ttls[i]);
    }
    assert_int_equal(errs_count(reading.errs, ERR_WARNING), 2);
    reading_done(&reading);
}

/* RFC 4034 §3: the TTL of a signature is that of the set it covers. */
static void signatures_of_different_sets_keep_their_ttls(void **state)
{
    (void)state;
    struct reading reading = reading_of("a 300 RRSIG A 8 2 300 0 0 1 example. AAAA\n"
                                        "a 60 RRSIG TXT 8 2 60 0 0 1 example. AAAA");
    assert_true(reading.ok);
    assert_int_equal(reading.records.list[1].ttl, 300);
    assert_int_equal(reading.records.list[2].ttl, 60);
    assert_int_equal(errs_count(reading.errs, ERR_WARNING), 1);
    assert_non_null(strstr(errs_at(reading.errs, 0)->text, "served unsigned"));
    reading_done(&reading);
}

static void a_cname_stands_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t errors;
    } rows[] = {
        {"a CNAME b", 0},
        {"a CNAME b\na A 192.0.2.1", 1},
        {"a A 192.0.2.1\nb A 192.0.2.1\nA CNAME b", 1},
        {"a CNAME b\na CNAME c", 1},
        {"a CNAME b\na CNAME B", 0},
        {"a DNAME b\na DNAME c", 1},
        {"a CNAME b\na DNAME c", 1},
        {"a DNAME b\na A 192.0.2.1", 0},
        {"a CNAME b\na RRSIG CNAME 8 2 300 0 0 1 example. AAAA\na NSEC b CNAME", 0},
        {"@ CNAME b", 1}, /* beside the SOA */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading = reading_of(rows[i].text);
        if (errs_count(reading.errs, ERR_ERROR) != rows[i].errors) {
            fail_msg("%s: %zu errors", rows[i].text, errs_count(reading.errs, ERR_ERROR));
        }
        assert_int_equal(reading.ok, rows[i].errors == 0);
        reading_done(&reading);
    }
}

/* Chains of records of one owner, apart and in a row, however the table falls out. */
static void finds_every_owner_again_among_many(void **state)
{
    (void)state;
    struct reading reading = reading_of("$GENERATE 0-9999 h$ A 192.0.2.1\n"
                                        "$GENERATE 0-9999 H$ A 192.0.2.2\n"
                                        "$GENERATE 0-9999 h$ A 192.0.2.1\n");
    assert_true(reading.ok);
    assert_int_equal(reading.records.count, 20001);
    assert_int_equal(errs_count(reading.errs, ERR_WARNING), 1); /* the same of one place */
    reading_done(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drops_duplicates_and_only_those),
        cmocka_unit_test(keeps_the_order_of_the_file),
        cmocka_unit_test(an_rrset_has_one_ttl_the_lowest),
        cmocka_unit_test(signatures_of_different_sets_keep_their_ttls),
        cmocka_unit_test(a_cname_stands_alone),
        cmocka_unit_test(finds_every_owner_again_among_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
