/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include "base/attr.h"
#include "wire/expand.h"
#include "wire/message.h"
#include "wire/rrtype.h"
#include "wire/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "1234 8400 0001 0000 0000 0000 "
#define QUESTION "'www.Example.com' 00 0001 0001 "

static struct rr rr_of(const struct packet *owner, uint16_t type, const struct packet *rdata)
{
    return (struct rr){.owner = owner->octets,
                       .rdata = {.at = rdata->octets, .len = rdata->len},
                       .ttl = 300,
                       .type = type,
                       .class = CLASS_IN};
}

static bool add(struct writer *w, enum writer_section section, const char *owner, uint16_t type,
                const char *rdata)
{
    struct packet name = packet_of(owner);
    struct packet data = packet_of(rdata);
    struct rr rr = rr_of(&name, type, &data);
    return writer_add(w, section, &rr);
}

/* Begin behind a header and a question. */
static void begin(struct writer *w, struct packet *message, size_t size, size_t reserve)
{
    *message = packet_of(HEAD QUESTION);
    writer_init(w, (struct span){.at = message->octets, .len = size}, message->len, reserve);
}

static void put_counts(const struct writer *w)
{
    for (size_t i = 0; i < WRITER_SECTIONS; i++) {
        put_u16(w->octets + 6 + 2 * i, w->counts[i]);
    }
}

static void assert_written(const struct writer *w, const char *text)
{
    struct packet want = packet_of(HEAD QUESTION);
    size_t start = want.len;
    packet_add(&want, text);
    assert_int_equal(w->len, want.len);
    assert_memory_equal(w->octets + start, want.octets + start, want.len - start);
}

static void points_to_names_that_stand_before(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *owner;
        uint16_t type;
        const char *rdata;
        const char *want;
    } rows[] = {
        {"the question's name as owner, in another case", "'WWW.example.COM' 00", RRTYPE_A,
         "c0000201", "c00c 0001 0001 0000012c 0004 c0000201"},
        {"the end of the question's name", "'mail.example.com' 00", RRTYPE_A, "c0000201",
         "'mail' c010 0001 0001 0000012c 0004 c0000201"},
        {"a name in the rdata of CNAME", "'www.example.com' 00", RRTYPE_CNAME,
         "'a.www.example.com' 00", "c00c 0005 0001 0000012c 0004 'a' c00c"},
        {"the name behind MX's preference", "'example.com' 00", RRTYPE_MX,
         "000a 'mx.example.com' 00", "c010 000f 0001 0000012c 0007 000a 'mx' c010"},
        {"both names of SOA, the second by the first", "'com' 00", RRTYPE_SOA,
         "'ns.other' 00 'root.ns.other' 00 0000000100000002000000030000000400000005",
         "c018 0006 0001 0000012c 0025 'ns.other' 00 'root' c02d"
         "0000000100000002000000030000000400000005"},
        {"no name in the rdata of SRV (RFC 2782, RFC 3597)", "'example.com' 00", RRTYPE_SRV,
         "0001 0002 0003 'www.example.com' 00",
         "c010 0021 0001 0000012c 0017 0001 0002 0003 'www.example.com' 00"},
        {"no name in rdata of a type that is not known", "'example.com' 00", 65280,
         "'www.example.com' 00", "c010 ff00 0001 0000012c 0011 'www.example.com' 00"},
        {"not the root: it is shorter than a pointer", "00", RRTYPE_NS, "00",
         "00 0002 0001 0000012c 0001 00"},
        {"rdata without an octet", "'com' 00", RRTYPE_NULL, "", "c018 000a 0001 0000012c 0000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct packet message;
        struct writer w;
        print_message("# %s\n", rows[i].why);
        begin(&w, &message, 512, 0);
        assert_true(add(&w, WRITER_ANSWER, rows[i].owner, rows[i].type, rows[i].rdata));
        assert_written(&w, rows[i].want);
    }
}

static void points_to_names_of_earlier_records(void **state)
{
    (void)state;
    struct packet message;
    struct writer w;
    begin(&w, &message, 512, 0);
    assert_true(add(&w, WRITER_ANSWER, "'www.example.com' 00", RRTYPE_CNAME, "'Web.Other.net' 00"));
    assert_true(add(&w, WRITER_ANSWER, "'web.other.NET' 00", RRTYPE_A, "c0000201"));
    assert_true(add(&w, WRITER_ANSWER, "'x.net' 00", RRTYPE_A, "c0000202"));
    assert_written(&w, "c00c 0005 0001 0000012c 000f 'Web.Other.net' 00" /* rdata at 45 */
                       "c02d 0001 0001 0000012c 0004 c0000201"
                       "'x' c037 0001 0001 0000012c 0004 c0000202");
}

static void counts_by_section(void **state)
{
    (void)state;
    struct packet message;
    struct writer w;
    begin(&w, &message, 512, 0);
    add(&w, WRITER_ANSWER, "'www.example.com' 00", RRTYPE_A, "c0000201");
    add(&w, WRITER_ANSWER, "'www.example.com' 00", RRTYPE_A, "c0000202");
    add(&w, WRITER_ADDITIONAL, "'a' 00", RRTYPE_A, "c0000203");
    put_counts(&w);
    assert_memory_equal(message.octets + 4, "\0\1\0\2\0\0\0\1", 8);
}

static void writes_nothing_of_what_does_not_fit(void **state)
{
    (void)state;
    struct packet whole;
    struct writer w;
    begin(&w, &whole, 512, 0);
    const size_t start = w.len;
    add(&w, WRITER_ANSWER, "'mail.example.com' 00", RRTYPE_MX, "000a 'mx.other' 00");
    for (size_t size = 0; size < w.len + 7; size++) {
        struct packet message;
        struct writer tight;
        begin(&tight, &message, size, 7);
        memset(message.octets + start, 0xee, 64);
        bool fits = size >= w.len + 7;
        assert_int_equal(
            add(&tight, WRITER_ANSWER, "'mail.example.com' 00", RRTYPE_MX, "000a 'mx.other' 00"),
            fits);
        assert_int_equal(tight.len, start);
        assert_int_equal(tight.counts[WRITER_ANSWER], 0);
        size_t untouched = size < start + 7 ? start : size - 7;
        assert_int_equal(message.octets[untouched], 0xee); /* the reserve stays the caller's */
    }
}

static void forgets_the_names_of_what_was_undone(void **state)
{
    (void)state;
    struct packet message;
    struct writer w;
    begin(&w, &message, 512, 0);
    add(&w, WRITER_ANSWER, "'www.example.com' 00", RRTYPE_A, "c0000201");
    struct writer_mark rrset = writer_mark(&w);
    add(&w, WRITER_AUTHORITY, "'gone.net' 00", RRTYPE_NS, "'ns.gone.net' 00");
    add(&w, WRITER_AUTHORITY, "'gone.net' 00", RRTYPE_NS, "'ns2.gone.net' 00");
    writer_undo(&w, rrset);
    assert_int_equal(w.counts[WRITER_ANSWER], 1);
    assert_int_equal(w.counts[WRITER_AUTHORITY], 0);
    add(&w, WRITER_ADDITIONAL, "'gone.net' 00", RRTYPE_A, "c0000201");
    assert_written(&w, "c00c 0001 0001 0000012c 0004 c0000201"
                       "'gone.net' 00 0001 0001 0000012c 0004 c0000201");
}

static void continues_behind_records_of_others(void **state)
{
    (void)state;
    struct packet message = packet_of(HEAD QUESTION "c00c 0005 0001 00000000 0004 'b' c010");
    struct writer w;
    size_t len = message.len;
    writer_init(&w, (struct span){.at = message.octets, .len = 512}, len, 0);
    assert_true(add(&w, WRITER_ANSWER, "'b.example.com' 00", RRTYPE_A, "c0000201"));
    struct packet want = packet_of("'b' c010 0001 0001 0000012c 0004 c0000201");
    assert_memory_equal(message.octets + len, want.octets, want.len);
}

static void begins_without_a_question(void **state)
{
    (void)state;
    struct packet message = packet_of("1234 8400 0000 0000 0000 0000");
    struct writer w;
    writer_init(&w, (struct span){.at = message.octets, .len = 512}, message.len, 0);
    assert_true(add(&w, WRITER_ANSWER, "'a' 00", RRTYPE_NS, "'a' 00"));
    struct packet want = packet_of("'a' 00 0002 0001 0000012c 0002 c00c");
    assert_memory_equal(message.octets + 12, want.octets, want.len);
}

/* Pointers have 14 bits: names past offset 16383 cannot be pointed to. */
static void points_no_further_than_14_bits(void **state)
{
    (void)state;
    static uint8_t octets[40000];
    static uint8_t filler[16400];
    struct writer w;
    writer_init(&w, (struct span){.at = octets, .len = sizeof(octets)}, 12, 0);
    struct packet root = packet_of("00");
    struct rr rr = {
        .owner = root.octets, .rdata = {.at = filler, .len = sizeof(filler)}, .type = 10};
    assert_true(writer_add(&w, WRITER_ANSWER, &rr));
    assert_true(add(&w, WRITER_ANSWER, "'far.away' 00", RRTYPE_A, "c0000201"));
    size_t len = w.len;
    assert_true(add(&w, WRITER_ANSWER, "'far.away' 00", RRTYPE_A, "c0000202"));
    assert_int_equal(w.len - len, 10 + 10 + 4); /* written out again */
}

struct dice {
    uint32_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525 + 1013904223;
    return (dice->state >> 8) % sides;
}

/* A name of a small vocabulary, so that ends of names meet often, in varying case. */
static size_t random_name(struct dice *dice, uint8_t *out)
{
    static const char *const labels[] = {"\1a", "\1B", "\3www", "\7example", "\3com", "\3COM"};
    size_t len = 0;
    for (uint32_t n = roll(dice, 7); n > 0; n--) {
        const char *label = labels[roll(dice, ARRAY_LEN(labels))];
        memcpy(out + len, label, (size_t)label[0] + 1);
        len += (size_t)label[0] + 1;
    }
    out[len++] = 0;
    return len;
}

static const uint16_t types[] = {RRTYPE_NS,  RRTYPE_CNAME, RRTYPE_SOA, RRTYPE_MX,
                                 RRTYPE_SRV, RRTYPE_TXT,   RRTYPE_PTR, RRTYPE_MINFO};

static size_t random_rdata(struct dice *dice, uint16_t type, uint8_t *out)
{
    size_t fixed = type == RRTYPE_MX ? 2 : type == RRTYPE_SRV ? 6 : 0;
    memset(out, 0xc0, 64);
    if (type == RRTYPE_TXT) {
        return roll(dice, 40);
    }
    size_t len = fixed + random_name(dice, out + fixed);
    if (type == RRTYPE_SOA || type == RRTYPE_MINFO) {
        len += random_name(dice, out + len);
    }
    if (type == RRTYPE_SOA) {
        memset(out + len, 0xc0, 20);
        len += 20;
    }
    return len;
}

static bool same_but_for_case(const uint8_t *a, const uint8_t *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((a[i] | 0x20) != (b[i] | 0x20)) {
            return false;
        }
    }
    return true;
}

struct made {
    uint8_t owner[NAME_MAX_OCTETS];
    uint8_t rdata[600];
    size_t owner_len;
    size_t rdlen;
    uint16_t type;
};

/* Fill a message with random records; returns how many fitted. */
static size_t fill(struct dice *dice, struct writer *w, struct made *made, size_t most)
{
    for (size_t n = 0; n < most; n++) {
        struct made *m = &made[n];
        m->type = types[roll(dice, ARRAY_LEN(types))];
        m->owner_len = random_name(dice, m->owner);
        m->rdlen = random_rdata(dice, m->type, m->rdata);
        struct rr rr = {
            .owner = m->owner, .rdata = {m->rdata, m->rdlen}, .type = m->type, .ttl = 1};
        if (!writer_add(w, WRITER_ANSWER, &rr)) {
            return n;
        }
    }
    return most;
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    enum { MOST = 60 };
    static struct made made[MOST];
    struct dice dice = {.state = 1};
    for (int round = 0; round < 500; round++) {
        struct packet message;
        struct writer w;
        struct expand e;
        struct rr rr;
        begin(&w, &message, 100 + roll(&dice, 1200), 0);
        size_t size = w.len;
        size_t count = fill(&dice, &w, made, MOST);
        put_counts(&w);
        assert_true(expand_init_message(&e, (struct bytes){w.octets, w.len}));
        for (size_t i = 0; i < count; i++) {
            assert_true(expand_next(&e, &rr));
            assert_int_equal(rr.type, made[i].type);
            assert_true(name_equal(rr.owner, made[i].owner));
            assert_int_equal(rr.rdata.len, made[i].rdlen);
            assert_true(same_but_for_case(rr.rdata.at, made[i].rdata, made[i].rdlen));
            size += made[i].owner_len + 10 + made[i].rdlen;
        }
        assert_false(expand_next(&e, &rr));
        assert_false(e.broken);
        assert_int_equal(expand_size((struct bytes){w.octets, w.len}), size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_to_names_that_stand_before),
        cmocka_unit_test(points_to_names_of_earlier_records),
        cmocka_unit_test(counts_by_section),
        cmocka_unit_test(writes_nothing_of_what_does_not_fit),
        cmocka_unit_test(forgets_the_names_of_what_was_undone),
        cmocka_unit_test(continues_behind_records_of_others),
        cmocka_unit_test(begins_without_a_question),
        cmocka_unit_test(points_no_further_than_14_bits),
        cmocka_unit_test(reads_back_what_it_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
