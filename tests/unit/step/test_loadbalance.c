/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/balance.h"
#include "query/body.h"
#include "step/steps.h"
#include "wire/expand.h"
#include "wire/rrtype.h"
#include "wire/writer.h"

#include <stdio.h>

/* A reply being balanced, and what it is balanced by. */
struct bench {
    struct query q;
    struct image image;
    struct image_balance balance;
    struct image_prefix prefixes[2];
    struct image_weight_name name;
    struct image_weight weights[2];
    uint8_t blob[64];
    uint8_t out[4096];
    uint8_t question[64];
    struct writer writer;
};

static const uint8_t host[] = "\3www\7example"; /* its NUL is the root label */

static void begin(struct bench *bench, uint16_t qtype)
{
    *bench = (struct bench){.q = {.random = 88172645463325252u, .image = &bench->image}};
    bench->image.at[SECTION_BALANCE] = &bench->balance;
    bench->image.at[SECTION_PREFIX] = bench->prefixes;
    bench->image.at[SECTION_WEIGHT_NAME] = &bench->name;
    bench->image.at[SECTION_WEIGHT] = bench->weights;
    bench->image.at[SECTION_BLOB] = bench->blob;
    bench->q.out = (struct span){.at = bench->out, .len = sizeof(bench->out)};
    memcpy(bench->out + MESSAGE_HEADER_SIZE, host, sizeof(host));
    bench->q.msg.question_len = sizeof(host);
    bench->q.msg.qtype = qtype;
    bench->q.out_len = body_start(&bench->q);
    writer_init(&bench->writer, bench->q.out, bench->q.out_len, 0);
}

static void add(struct bench *bench, enum writer_section section, const uint8_t *owner,
                uint16_t type, const void *rdata, size_t len)
{
    struct rr rr = {.owner = owner,
                    .rdata = {.at = rdata, .len = len},
                    .ttl = 60,
                    .type = type,
                    .class = CLASS_IN};
    assert_true(writer_add(&bench->writer, section, &rr));
}

static void add_a(struct bench *bench, enum writer_section section, const uint8_t *owner,
                  uint8_t last)
{
    add(bench, section, owner, RRTYPE_A, (uint8_t[]){192, 0, 2, last}, 4);
}

static void shape(struct bench *bench)
{
    bench->q.out_len = bench->writer.len;
    bench->q.ancount = bench->writer.counts[WRITER_ANSWER];
    bench->q.nscount = bench->writer.counts[WRITER_AUTHORITY];
    bench->q.arcount = bench->writer.counts[WRITER_ADDITIONAL];
    assert_int_equal(loadbalance_shape(&bench->q, 0), VERDICT_NEXT);
}

static void read_reply(struct bench *bench, struct expand *expand)
{
    size_t start = body_start(&bench->q);
    expand_init(expand, (struct bytes){.at = host, .len = sizeof(host)},
                (struct bytes){.at = bench->out + start, .len = bench->q.out_len - start});
}

/* The last octets of the addresses as text; every record must be read. */
static void list_addresses(struct bench *bench, char *out)
{
    struct expand expand;
    struct rr rr;
    unsigned count = 0;
    read_reply(bench, &expand);
    *out = '\0';
    while (expand_next(&expand, &rr)) {
        if (rr.type == RRTYPE_A) {
            out += sprintf(out, "%d ", rr.rdata.at[3]);
        }
        count++;
    }
    assert_false(expand.broken);
    assert_int_equal(count, bench->q.ancount + bench->q.nscount + bench->q.arcount);
}

static void every_order_comes_about_equally_often(void **state)
{
    (void)state;
    static const char *const orders[] = {"1 2 3 ", "1 3 2 ", "2 1 3 ",
                                         "2 3 1 ", "3 1 2 ", "3 2 1 "};
    unsigned seen[6] = {0};
    struct bench bench;
    begin(&bench, RRTYPE_A);
    for (uint8_t i = 1; i <= 3; i++) {
        add_a(&bench, WRITER_ANSWER, host, i);
    }
    for (unsigned round = 0; round < 6000; round++) {
        char text[64];
        shape(&bench);
        list_addresses(&bench, text);
        unsigned which = 0;
        while (which < 6 && strcmp(orders[which], text) != 0) {
            which++;
        }
        assert_in_range(which, 0, 5);
        seen[which]++;
    }
    for (unsigned i = 0; i < 6; i++) {
        assert_in_range(seen[i], 850, 1150);
    }
}

static void aliases_stay_first_and_owners_keep_their_addresses(void **state)
{
    (void)state;
    static const uint8_t one[] = "\3one\7example";
    static const uint8_t two[] = "\3two\7example";
    struct bench bench;
    begin(&bench, RRTYPE_A);
    add(&bench, WRITER_ANSWER, host, RRTYPE_CNAME, one, sizeof(one));
    add_a(&bench, WRITER_ANSWER, one, 1);
    add_a(&bench, WRITER_ANSWER, one, 2);
    add_a(&bench, WRITER_ADDITIONAL, two, 11);
    add_a(&bench, WRITER_ADDITIONAL, two, 12);
    for (unsigned round = 0; round < 50; round++) {
        struct expand expand;
        struct rr rr;
        shape(&bench);
        read_reply(&bench, &expand);
        assert_true(expand_next(&expand, &rr));
        assert_int_equal(rr.type, RRTYPE_CNAME);
        for (unsigned i = 1; i < 5; i++) {
            assert_true(expand_next(&expand, &rr));
            assert_true(name_equal(rr.owner, i < 3 ? one : two));
            assert_int_equal(rr.rdata.at[3] > 10, i >= 3);
        }
    }
}

/* Three MX, of which later ones point into earlier ones, with the addresses of their hosts. */
static void mail_exchangers_move_with_their_names(void **state)
{
    (void)state;
    static const uint8_t mx[3][18] = {"\0\12\1a\4mail\7example", "\0\24\1b\4mail\7example",
                                      "\0\36\1c\4mail\7example"};
    bool moved = false;
    for (uint64_t round = 1; round < 40; round++) {
        struct bench bench;
        unsigned seen = 0;
        begin(&bench, RRTYPE_MX);
        bench.q.random = round * 0x9e3779b97f4a7c15u;
        for (unsigned i = 0; i < 3; i++) {
            add(&bench, WRITER_ANSWER, host, RRTYPE_MX, mx[i], 18);
        }
        bench.q.answer_end = bench.writer.len;
        for (uint8_t i = 0; i < 3; i++) {
            add_a(&bench, WRITER_ADDITIONAL, mx[i] + 2, i);
        }
        size_t len = bench.writer.len;
        shape(&bench);
        assert_int_equal(bench.q.out_len, len);
        struct expand expand;
        struct rr rr;
        read_reply(&bench, &expand);
        for (unsigned i = 0; i < 3; i++) {
            assert_true(expand_next(&expand, &rr));
            unsigned which = rr.rdata.at[1] / 10u - 1;
            assert_memory_equal(rr.rdata.at, mx[which], 18);
            seen |= 1u << which;
            moved |= which != i;
        }
        assert_int_equal(seen, 7);
        assert_int_equal(expand.at + expand.body_at, bench.q.answer_end);
        for (unsigned i = 0; i < 3; i++) {
            assert_true(expand_next(&expand, &rr));
            assert_true(name_equal(rr.owner, mx[i] + 2));
            assert_int_equal(rr.rdata.at[3], i);
        }
    }
    assert_true(moved);
}

static void preferred_networks_come_first_in_their_order(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, RRTYPE_A);
    bench.balance.prefer = (struct range_ref){0, 2};
    bench.prefixes[0] = (struct image_prefix){{192, 0, 2, 8}, FAMILY_IPV4, 31, {0}};
    bench.prefixes[1] = (struct image_prefix){{192, 0, 2, 4}, FAMILY_IPV4, 32, {0}};
    for (uint8_t i = 1; i <= 9; i++) {
        add_a(&bench, WRITER_ANSWER, host, i);
    }
    for (unsigned round = 0; round < 20; round++) {
        int got[9];
        char text[64];
        shape(&bench);
        list_addresses(&bench, text);
        assert_int_equal(sscanf(text, "%d %d %d %d %d %d %d %d %d", &got[0], &got[1], &got[2],
                                &got[3], &got[4], &got[5], &got[6], &got[7], &got[8]),
                         9);
        assert_int_equal(got[0] + got[1], 8 + 9);
        assert_int_equal(got[2], 4);
    }
}

static void the_first_address_is_drawn_by_weight(void **state)
{
    (void)state;
    struct bench bench;
    unsigned first = 0;
    begin(&bench, RRTYPE_A);
    memcpy(bench.blob, host, sizeof(host));
    bench.balance = (struct image_balance){.flags = BALANCE_WEIGHTED, .names = {0, 1}};
    bench.name = (struct image_weight_name){.name = {0, sizeof(host)}, .weights = {0, 2}};
    bench.weights[0] = (struct image_weight){{192, 0, 2, 2}, FAMILY_IPV4, 8, {0}};
    bench.weights[1] = (struct image_weight){{192, 0, 2, 9}, FAMILY_IPV4, 255, {0}}; /* not there */
    for (uint8_t i = 1; i <= 3; i++) { /* two others weigh 1 each */
        add_a(&bench, WRITER_ANSWER, host, i);
    }
    for (unsigned round = 0; round < 5000; round++) {
        char text[64];
        shape(&bench);
        list_addresses(&bench, text);
        first += text[0] == '2';
    }
    assert_in_range(first, 3850, 4150); /* 8 of 10 */
}

static void errors_and_single_addresses_are_left_alone(void **state)
{
    (void)state;
    struct bench bench;
    char text[64];
    begin(&bench, RRTYPE_A);
    add_a(&bench, WRITER_ANSWER, host, 1);
    add_a(&bench, WRITER_ANSWER, host, 2);
    bench.q.rcode = RCODE_NXDOMAIN;
    for (unsigned round = 0; round < 20; round++) {
        shape(&bench);
        list_addresses(&bench, text);
        assert_string_equal(text, "1 2 ");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_comes_about_equally_often),
        cmocka_unit_test(aliases_stay_first_and_owners_keep_their_addresses),
        cmocka_unit_test(mail_exchangers_move_with_their_names),
        cmocka_unit_test(preferred_networks_come_first_in_their_order),
        cmocka_unit_test(the_first_address_is_drawn_by_weight),
        cmocka_unit_test(errors_and_single_addresses_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
