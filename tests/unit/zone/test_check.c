/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include "base/attr.h"
#include "zone/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text; /* besides an apex NS outside the zone */
    uint32_t line;    /* 4 = the first of text */
    const char *says; /* NULL = nothing to say */
} doubtful[] = {
    {"a A 192.0.2.1", 0, NULL},
    {"a NS ns.a", 4, "has no glue"},
    {"a NS ns.a\nns.a AAAA ::1", 0, NULL},
    {"a NS a\na A 192.0.2.1", 0, NULL},
    {"a NS ns.b\nb NS ns.test.", 4, "below another delegation"},
    {"a NS ns", 4, "has no address"},
    {"a NS ns.test.", 0, NULL},
    {"a NS ns\nns CNAME b\nb A 192.0.2.1", 4, "is an alias"},
    {"a MX 1 b\nb CNAME c\nc A 192.0.2.1", 4, "is an alias"},
    {"a SRV 1 1 1 b\nb CNAME c\nc A 192.0.2.1", 4, "is an alias"},
    {"a HTTPS 1 b\nb CNAME c\nc A 192.0.2.1", 0, NULL},
    {"a HTTPS 1 b", 4, "has no address"},
    {"a HTTPS 0 b", 0, NULL},
    {"a HTTPS 0 b port=1", 4, "clients ignore"},
    {"a MX 1 b", 4, "has no address"},
    {"a MX 1 b.w\n*.w A 192.0.2.1", 0, NULL},
    {"a MX 1 b.c\nc NS ns.test.", 0, NULL},
    {"a MX 0 .", 0, NULL},
    {"a MX 1 10.0.0.1", 4, "looks like an address"},
    {"a MX 1 10.0.0.1.", 4, "looks like an address"},
    {"a MX 1 10.0.0.1x", 4, "has no address"},
    {"a MX 1 1.2.3.4.5\n1.2.3.4.5 A 192.0.2.1", 0, NULL},
    {"a CNAME a", 4, "itself"},
    {"a CNAME A", 4, "itself"},
    {"a CNAME b", 4, "does not exist"},
    {"a CNAME b\nx.b A 192.0.2.1", 0, NULL},
    {"a CNAME b.c\nc NS ns.test.", 0, NULL},
    {"a CNAME test.", 0, NULL},
    {"*.a NS ns.test.", 4, "by a wildcard"},
    {"*.a DNAME test.", 4, "by a wildcard"},
    {"a NS ns.test.\nb.a TXT x", 5, "hidden by the delegation"},
    {"a NS ns.test.\nb.a A 192.0.2.1", 0, NULL},
    {"a NS ns.test.\na TXT x", 5, "beside the NS"},
    {"a NS ns.test.\na DS 1 8 9 00", 0, NULL},
    {"a DNAME test.\nb.a A 192.0.2.1", 5, "hidden by the DNAME"},
    {"a DNAME test.\naa A 192.0.2.1", 0, NULL},
    {"m\xc3\xbcnchen A 192.0.2.1", 4, "not ASCII"},
};

static void warns_about_what_looks_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(doubtful); i++) {
        char text[512];
        snprintf(text, sizeof(text), "@ NS ns.test.\n%s", doubtful[i].text);
        struct reading reading = reading_of(text);
        assert_true(reading.ok);
        check_records(&reading.records, reading.errs);
        size_t count = errs_count(reading.errs, ERR_WARNING);
        const struct err *first = errs_at(reading.errs, 0);
        if (count != (doubtful[i].says != NULL)) {
            fail_msg("'%s': %zu warnings: %s", doubtful[i].text, count,
                     first == NULL ? "" : first->text);
        }
        if (doubtful[i].says != NULL && strstr(first->text, doubtful[i].says) == NULL) {
            fail_msg("'%s': %s", doubtful[i].text, first->text);
        }
        assert_int_equal(first == NULL ? 0 : first->at.line, doubtful[i].line);
        reading_done(&reading);
    }
}

static void the_apex_needs_a_name_server(void **state)
{
    (void)state;
    struct reading reading = reading_of("a A 192.0.2.1");
    check_records(&reading.records, reading.errs);
    assert_int_equal(errs_count(reading.errs, ERR_WARNING), 1);
    assert_non_null(strstr(errs_at(reading.errs, 0)->text, "no NS record"));
    reading_done(&reading);
}

/* A zone of two labels at least: "example" alone may well stand twice. */
static void a_forgotten_dot_is_seen(void **state)
{
    (void)state;
    static const char text[] = "$TTL 1h\n@ SOA ns.test. h 1 2 3 4 5\n@ NS ns.test.\n"
                               "a CNAME www.example.org\n"
                               "www.example.org A 192.0.2.1\n"
                               "b PTR example.org\n"
                               "xample.org A 192.0.2.1\n"
                               "org A 192.0.2.1\n";
    enum { FORGOTTEN = 3 }; /* lines 4, 5 and 6 */
    struct name origin;
    struct records records;
    struct errs *errs = errs_new();
    assert_true(name_parse("example.org", 11, NULL, &origin, NULL));
    assert_true(zonefile_read_text("zone", text, sizeof(text) - 1, &origin, &records, errs));
    check_records(&records, errs);
    assert_int_equal(errs_count(errs, ERR_WARNING), FORGOTTEN);
    uint32_t seen = 0;
    for (size_t i = 0; i < FORGOTTEN; i++) {
        assert_non_null(strstr(errs_at(errs, i)->text, "twice; write a dot"));
        seen |= 1u << errs_at(errs, i)->at.line;
    }
    assert_int_equal(seen, 1u << 4 | 1u << 5 | 1u << 6);
    records_done(&records);
    errs_free(errs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warns_about_what_looks_wrong),
        cmocka_unit_test(the_apex_needs_a_name_server),
        cmocka_unit_test(a_forgotten_dot_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
