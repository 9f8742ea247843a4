/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include "base/attr.h"
#include "wire/expand.h"
#include "wire/message.h"
#include "wire/rrtype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "1234 8400 0001 0000 0000 0000 "
#define QUESTION "'www.Example.com' 00 0001 0001 "

static void assert_record(const struct rr *rr, const char *owner, uint16_t type, const char *rdata)
{
    struct packet name = packet_of(owner);
    struct packet data = packet_of(rdata);
    assert_memory_equal(rr->owner, name.octets, name.len);
    assert_int_equal(rr->type, type);
    assert_int_equal(rr->rdata.len, data.len);
    if (data.len > 0) {
        assert_memory_equal(rr->rdata.at, data.octets, data.len);
    }
}

static void reads_the_records_of_a_rendering(void **state)
{
    (void)state;
    struct packet question = packet_of("'www.Example.com' 00");
    struct packet body = packet_of("c00c 0005 0001 0000003c 0006 'web' c010" /* rdata at 45 */
                                   "c02d 0001 0003 00000e10 0004 c0000201"   /* at 51 */
                                   "'mail' c02d 000f 0001 00000000 0009 000a 'mx01' c02d");
    struct expand e;
    struct rr rr;
    expand_init(&e, (struct bytes){question.octets, question.len},
                (struct bytes){body.octets, body.len});
    assert_true(expand_next(&e, &rr));
    assert_record(&rr, "'www.Example.com' 00", RRTYPE_CNAME, "'web.Example.com' 00");
    assert_int_equal(rr.ttl, 60);
    assert_int_equal(rr.class, CLASS_IN);
    assert_true(expand_next(&e, &rr));
    assert_record(&rr, "'web.Example.com' 00", RRTYPE_A, "c0000201");
    assert_int_equal(rr.ttl, 3600);
    assert_int_equal(rr.class, CLASS_CH);
    assert_true(expand_next(&e, &rr));
    assert_record(&rr, "'mail.web.Example.com' 00", RRTYPE_MX, "000a 'mx01.web.Example.com' 00");
    assert_false(expand_next(&e, &rr));
    assert_false(e.broken);
}

static void hands_out_other_rdata_as_it_stands(void **state)
{
    (void)state;
    struct packet question = packet_of("'a' 00");
    struct packet body = packet_of("c00c 0021 0001 00000000 0008 0001 0002 0003 c00c"
                                   "c00c fde9 0001 00000000 0000");
    struct expand e;
    struct rr rr;
    expand_init(&e, (struct bytes){question.octets, question.len},
                (struct bytes){body.octets, body.len});
    assert_true(expand_next(&e, &rr));
    assert_record(&rr, "'a' 00", RRTYPE_SRV, "0001 0002 0003 c00c");
    assert_ptr_equal(rr.rdata.at, body.octets + 12);
    assert_true(expand_next(&e, &rr));
    assert_record(&rr, "'a' 00", 65001, "");
    assert_false(expand_next(&e, &rr));
}

static void reads_single_names(void **state)
{
    (void)state;
    struct packet message = packet_of(HEAD QUESTION "'a' c010 'b' c021");
    struct expand e;
    struct name name;
    size_t end = 0;
    assert_true(expand_init_message(&e, (struct bytes){message.octets, message.len}));
    assert_true(expand_name(&e, 37, &name, &end)); /* b -> a -> Example.com */
    assert_int_equal(name.len, 17);
    assert_memory_equal(name.octets, "\1b\1a\7Example\3com\0\0\0\0\0\0\0\0", 17 + 8);
    assert_int_equal(end, 41);
    assert_true(expand_name(&e, 12, &name, NULL));
    assert_int_equal(name.len, 17);
    assert_false(expand_name(&e, 11, &name, NULL)); /* in the header */
    assert_false(expand_name(&e, 29, &name, NULL)); /* the question's type */
    assert_false(expand_name(&e, 41, &name, NULL)); /* past the end */
}

static void stops_at_what_is_no_record(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *body;
    } rows[] = {
        {"an owner that points to itself", "c021 0001 0001 00000000 0000"},
        {"an owner that points forwards", "c023 0001 0001 00000000 0000 00"},
        {"a loop over a label", "'a' c021 0001 0001 00000000 0000"},
        {"a pointer into the header", "c000 0001 0001 00000000 0000"},
        {"a pointer into the question's type", "c01d 0001 0001 00000000 0000"},
        {"a label of type 01", "40 0001 0001 00000000 0000"},
        {"a label of type 10", "80 0001 0001 00000000 0000"},
        {"an owner without its end", "03 61"},
        {"half a pointer", "c0"},
        {"a record without its rdata length", "00 0001 0001 00000000 00"},
        {"rdata past the end", "00 0001 0001 00000000 0004 c00002"},
        {"a name that leaves its rdata", "00 0005 0001 00000000 0001 01 61 00"},
        {"octets after the name of CNAME", "00 0005 0001 00000000 0003 c00c 00"},
        {"SOA without its numbers", "00 0006 0001 00000000 0004 c00c c00c"},
        {"MX of one octet", "00 000f 0001 00000000 0001 00"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet message = packet_of(HEAD QUESTION);
        struct expand e;
        struct rr rr;
        packet_add(&message, rows[i].body);
        struct bytes exact = packet_exact(&message);
        print_message("# %s\n", rows[i].why);
        assert_true(expand_init_message(&e, exact));
        assert_false(expand_next(&e, &rr));
        assert_true(e.broken);
        assert_false(expand_next(&e, &rr));
        assert_int_equal(expand_size(exact), exact.len);
        packet_free(exact);
    }
}

static void refuses_messages_without_a_whole_question(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "1234 8400 0001 0000 0000 00",
        "1234 8400 0001 0000 0000 0000",
        "1234 8400 0001 0000 0000 0000 'www'",
        "1234 8400 0001 0000 0000 0000 'www' 00 0001 00",
        "1234 8400 0001 0000 0000 0000 c00c 0001 0001",
        "1234 8400 0002 0000 0000 0000" QUESTION QUESTION,
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet message = packet_of(rows[i]);
        struct bytes exact = packet_exact(&message);
        struct expand e;
        struct rr rr;
        assert_false(expand_init_message(&e, exact));
        assert_false(expand_next(&e, &rr));
        assert_int_equal(expand_size(exact), exact.len);
        packet_free(exact);
    }
}

static void measures_uncompressed_messages(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } rows[] = {
        {"1234 8400 0000 0000 0000 0000", 12},
        {HEAD QUESTION, 33},
        {HEAD QUESTION "c00c 0001 0001 0000003c 0004 c0000201", 33 + 17 + 10 + 4},
        {HEAD QUESTION "c00c 0005 0001 0000003c 0006 'web' c010 00 0029 04d0 00000000 0000",
         33 + 17 + 10 + 17 + 11},
        {"1234 8400 0000 0001 0000 0000 'a' 00 0002 0001 00000000 0002 c00c", 12 + 3 + 10 + 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet message = packet_of(rows[i].text);
        assert_int_equal(expand_size((struct bytes){message.octets, message.len}), rows[i].size);
    }
}

/* Names grow by pointers up to 255 octets and no further. */
static void bounds_names_built_from_pointers(void **state)
{
    (void)state;
    struct packet message = packet_of("1234 8400 0000 0000 0000 0000");
    struct expand e;
    struct name name;
    size_t at[5];
    for (size_t i = 0; i < ARRAY_LEN(at); i++) {
        at[i] = message.len;
        message.octets[message.len++] = 50;
        memset(message.octets + message.len, 'a', 50);
        message.len += 50;
        put_u16(message.octets + message.len, i == 0 ? 0 : (uint16_t)(0xc000 | at[i - 1]));
        message.len += i == 0 ? 1 : 2; /* the first ends in the root */
    }
    assert_true(expand_init_message(&e, (struct bytes){message.octets, message.len}));
    assert_false(expand_name(&e, at[4], &name, NULL)); /* 5 * 51 + 1 = 256 */
    assert_true(expand_name(&e, at[3], &name, NULL));
    assert_int_equal(name.len, 4 * 51 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_records_of_a_rendering),
        cmocka_unit_test(hands_out_other_rdata_as_it_stands),
        cmocka_unit_test(reads_single_names),
        cmocka_unit_test(stops_at_what_is_no_record),
        cmocka_unit_test(refuses_messages_without_a_whole_question),
        cmocka_unit_test(measures_uncompressed_messages),
        cmocka_unit_test(bounds_names_built_from_pointers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
