/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include "base/attr.h"
#include "wire/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Parts of packets, to be written one after the other. */
#define HEAD "1234 0100 "
#define ONE "0001 0000 0000 "
#define QUESTION "'www.example.com' 00 0001 0001 "
#define OPT "00 0029 04d0 00 00 0000 "
#define SOA                                                                                        \
    "'example.com' 00 0006 0001 00000000 0016 00 00 00000001 0000000000000000 0000000000000000 "
#define TSIG "'key' 00 00fa 00ff 00000000 0000 "
#define RR_A "00 0001 0001 00000000 0004 c0000201 "

static enum verdict parse(const char *text, struct message *msg, enum rcode *rcode)
{
    struct packet packet = packet_of(text);
    struct bytes exact = packet_exact(&packet);
    memset(msg, 0xee, sizeof(*msg));
    *rcode = RCODE_NOERROR;
    enum verdict verdict = message_parse(exact, msg, rcode);
    packet_free(
        exact); /* msg.octets and ecs_data dangle from here on: only lengths are looked at */
    return verdict;
}

static void reads_a_plain_question(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    assert_int_equal(parse(HEAD ONE "0000 'wWw.EXAMPLE.com' 00 001c 0001", &msg, &rcode),
                     VERDICT_NEXT);
    assert_int_equal(msg.id, 0x1234);
    assert_int_equal(msg.flags, FLAG_RD);
    assert_int_equal(msg.opcode, OPCODE_QUERY);
    assert_int_equal(msg.len, 33);
    assert_true(msg.has_question);
    assert_int_equal(msg.qtype, 28);
    assert_int_equal(msg.qclass, CLASS_IN);
    assert_int_equal(msg.question_len, 17);
    assert_int_equal(msg.name.len, 17);
    assert_memory_equal(msg.name.octets, "\3www\7example\3com\0\0\0\0\0\0\0\0", 17 + 8);
    assert_int_equal(msg.nlabels, 3);
    assert_int_equal(msg.label_at[0], 0);
    assert_int_equal(msg.label_at[1], 4);
    assert_int_equal(msg.label_at[2], 12);
    assert_int_equal(msg.label_at[3], 16);
    assert_false(msg.has_opt);
    assert_int_equal(msg.udp_size, 512);
    assert_false(msg.dnssec_ok || msg.has_nsid || msg.has_ecs || msg.many_ecs || msg.has_tsig);
}

static void reads_edns_with_its_options(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    const char *text = HEAD ONE "0001" QUESTION "00 0029 1000 00 00 8000 0017"
                                "000a 0008 0102030405060708" /* a cookie */
                                "0008 0007 0001 18 00 c00002";
    assert_int_equal(parse(text, &msg, &rcode), VERDICT_NEXT);
    assert_true(msg.has_opt);
    assert_int_equal(msg.udp_size, 4096);
    assert_true(msg.dnssec_ok);
    assert_int_equal(msg.edns_version, 0);
    assert_true(msg.has_ecs);
    assert_false(msg.many_ecs);
    assert_false(msg.has_nsid);
    assert_int_equal(msg.ecs_data.len, 7);
}

static void finds_the_ecs_data_in_the_packet(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    struct packet packet =
        packet_of(HEAD ONE "0001" QUESTION OPT "000f 0003 0000 0008 0007 0001 18 00 c00002");
    struct bytes bytes = {.at = packet.octets, .len = packet.len};
    assert_int_equal(message_parse(bytes, &msg, &rcode), VERDICT_NEXT);
    assert_ptr_equal(msg.octets, packet.octets);
    assert_ptr_equal(msg.ecs_data.at, packet.octets + packet.len - 7);
    assert_true(msg.has_nsid);
}

static void notes_a_second_ecs_option(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    const char *text = HEAD ONE "0001" QUESTION OPT "0010 0008 0004 00010000 0008 0004 00010000";
    assert_int_equal(parse(text, &msg, &rcode), VERDICT_NEXT);
    assert_true(msg.has_ecs);
    assert_true(msg.many_ecs);
}

static void takes_what_other_servers_take(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
    } rows[] = {
        {"the root", HEAD ONE "0000 00 0002 0001"},
        {"a name of one letter", HEAD ONE "0000 'A' 00 0001 0001"},
        {"another class", HEAD ONE "0000 'version.bind' 00 0010 0003"},
        {"EDNS without options", HEAD ONE "0001" QUESTION OPT "0000"},
        {"Z bits in the EDNS flags", HEAD ONE "0001" QUESTION "00 0029 04d0 00 00 7fff 0000"},
        {"an unknown option", HEAD ONE "0001" QUESTION OPT "0006 fde9 0002 abcd"},
        {"an NSID option with data", HEAD ONE "0001" QUESTION OPT "0005 0003 0001 00"},
        {"IXFR: the SOA in authority",
         "1234 0000 0001 0000 0001 0000 'example.com' 00 00fb 0001" SOA},
        {"IXFR with an owner that points to the question, and OPT",
         "1234 0000 0001 0000 0001 0001 'a' 00 00fb 0001 c00c 0006 0001 00000000 0000" OPT "0000"},
        {"a signed query", HEAD ONE "0001" QUESTION TSIG},
        {"a signed query with EDNS", HEAD ONE "0002" QUESTION OPT "0000" TSIG},
        {"a record in answer", "1234 0100 0001 0001 0000 0000" QUESTION RR_A},
        {"TC, AA, AD, CD and Z in a query", "1234 06f0 0001 0000 0000 0000" QUESTION},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct message msg;
        enum rcode rcode;
        if (parse(rows[i].text, &msg, &rcode) != VERDICT_NEXT) {
            fail_msg("refused %s with %d", rows[i].why, (int)rcode);
        }
        assert_true(msg.has_question);
    }
}

static void raises_a_small_udp_size(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    parse(HEAD ONE "0001" QUESTION "00 0029 01ff 00 00 0000 0000", &msg, &rcode);
    assert_int_equal(msg.udp_size, 512);
    parse(HEAD ONE "0001" QUESTION "00 0029 0201 00 00 0000 0000", &msg, &rcode);
    assert_int_equal(msg.udp_size, 513);
}

static void notes_a_signature(void **state)
{
    (void)state;
    struct message msg;
    enum rcode rcode;
    parse(HEAD ONE "0002" QUESTION OPT "0000" TSIG, &msg, &rcode);
    assert_true(msg.has_tsig);
    assert_true(msg.has_opt);
    parse(HEAD ONE "0001" QUESTION OPT "0000", &msg, &rcode);
    assert_false(msg.has_tsig);
}

static void never_answers_responses_and_runts(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
    } rows[] = {
        {"nothing", ""},
        {"an octet", "12"},
        {"a header without its last octet", "1234 0100 0001 0000 0000 00"},
        {"a response", "1234 8180 0001 0000 0000 0000" QUESTION},
        {"a response of another opcode", "1234 a180 0001 0000 0000 0000" QUESTION},
        {"a response with a broken question", "1234 8180 0001 0000 0000 0000 c00c"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct message msg;
        enum rcode rcode;
        if (parse(rows[i].text, &msg, &rcode) != VERDICT_DROP) {
            fail_msg("answers %s", rows[i].why);
        }
        assert_false(msg.has_question);
    }
}

struct refused {
    const char *why;
    const char *text;
    enum rcode rcode;
    bool question;
    bool opt;
};

static const struct refused refused[] = {
    {"a header alone", HEAD "0000 0000 0000 0000", RCODE_FORMERR, false, false},
    {"no question but EDNS", HEAD "0000 0000 0000 0001" OPT "0000", RCODE_FORMERR, false, true},
    {"two questions", HEAD "0002 0000 0000 0000" QUESTION QUESTION, RCODE_FORMERR, true, false},
    {"two questions, one of them missing", HEAD "0002 0000 0000 0000" QUESTION, RCODE_FORMERR, true,
     false},
    {"two answers", HEAD "0001 0002 0000 0000" QUESTION RR_A RR_A, RCODE_FORMERR, true, false},
    {"two authorities", HEAD "0001 0000 0002 0000" QUESTION RR_A RR_A, RCODE_FORMERR, true, false},
    {"three additional records", HEAD ONE "0003" QUESTION RR_A RR_A RR_A, RCODE_FORMERR, true,
     false},
    {"a count of 256", HEAD "0001 0100 0000 0000" QUESTION, RCODE_FORMERR, true, false},
    {"no question where one is announced", HEAD ONE "0000", RCODE_FORMERR, false, false},
    {"a name without its root", HEAD ONE "0000 'www'", RCODE_FORMERR, false, false},
    {"a question without its class", HEAD ONE "0000 'www' 00 0001", RCODE_FORMERR, false, false},
    {"a question that ends in its class", HEAD ONE "0000 'www' 00 0001 00", RCODE_FORMERR, false,
     false},
    {"a label past the end", HEAD ONE "0000 3f 61 00 0001 0001", RCODE_FORMERR, false, false},
    {"a pointer as the question", HEAD ONE "0000 c00c 0001 0001", RCODE_FORMERR, false, false},
    {"a pointer after a label", HEAD ONE "0000 'www' c00c 0001 0001", RCODE_FORMERR, false, false},
    {"a label of type 01", HEAD ONE "0000 40 61 00 0001 0001", RCODE_FORMERR, false, false},
    {"a label of type 10", HEAD ONE "0000 80 61 00 0001 0001", RCODE_FORMERR, false, false},
    {"octets after the question", HEAD ONE "0000" QUESTION "00", RCODE_FORMERR, true, false},
    {"octets after OPT", HEAD ONE "0001" QUESTION OPT "0000 00", RCODE_FORMERR, true, true},
    {"OPT that is not there", HEAD ONE "0001" QUESTION, RCODE_FORMERR, true, false},
    {"OPT cut off in its fixed part", HEAD ONE "0001" QUESTION "00 0029 04d0 00 00 0000 00",
     RCODE_FORMERR, true, false},
    {"OPT whose rdata is cut off", HEAD ONE "0001" QUESTION OPT "0004 0003 00", RCODE_FORMERR, true,
     false},
    {"an option without its length", HEAD ONE "0001" QUESTION OPT "0003 0003 00", RCODE_FORMERR,
     true, true},
    {"an option that leaves its OPT", HEAD ONE "0001" QUESTION OPT "0005 000a 0002 00",
     RCODE_FORMERR, true, true},
    {"OPT twice", HEAD ONE "0002" QUESTION OPT "0000" OPT "0000", RCODE_FORMERR, true, true},
    {"OPT with an owner", HEAD ONE "0001" QUESTION "'a'" OPT "0000", RCODE_FORMERR, true, false},
    {"OPT owned by a pointer to a root", HEAD ONE "0001 00 0001 0001 c00c 0029 04d0 00000000 0000",
     RCODE_FORMERR, true, false},
    {"OPT in authority", HEAD "0001 0000 0001 0000" QUESTION OPT "0000", RCODE_FORMERR, true,
     false},
    {"OPT in answer", HEAD "0001 0001 0000 0000" QUESTION OPT "0000", RCODE_FORMERR, true, false},
    {"TSIG before OPT", HEAD ONE "0002" QUESTION TSIG OPT "0000", RCODE_FORMERR, true, false},
    {"TSIG twice", HEAD ONE "0002" QUESTION TSIG TSIG, RCODE_FORMERR, true, false},
    {"TSIG in authority", HEAD "0001 0000 0001 0000" QUESTION TSIG, RCODE_FORMERR, true, false},
    {"an owner that is cut off", HEAD ONE "0001" QUESTION "03 61", RCODE_FORMERR, true, false},
    {"an owner that ends in half a pointer", HEAD ONE "0001" QUESTION "c0", RCODE_FORMERR, true,
     false},
    {"an owner of a label of type 10", HEAD ONE "0001" QUESTION "80 0001 0001 00000000 0000",
     RCODE_FORMERR, true, false},
    {"a record whose rdata is cut off", HEAD ONE "0001" QUESTION "00 0001 0001 00000000 0004 c0",
     RCODE_FORMERR, true, false},
    {"EDNS version 1", HEAD ONE "0001" QUESTION "00 0029 04d0 00 01 8000 0000", RCODE_BADVERS, true,
     true},
    {"version 255 with options of its own",
     HEAD ONE "0001" QUESTION "00 0029 04d0 00 ff 0000 0001 99", RCODE_BADVERS, true, true},
    {"version 1 and octets after it", HEAD ONE "0001" QUESTION "00 0029 04d0 00 01 0000 0000 00",
     RCODE_FORMERR, true, true},
    {"NOTIFY", "1234 2400 0001 0000 0000 0000" QUESTION, RCODE_NOTIMP, true, false},
    {"NOTIFY with the new SOA", "1234 2400 0001 0001 0000 0000" QUESTION SOA, RCODE_NOTIMP, true,
     false},
    {"IQUERY without a question", "1234 0800 0000 0001 0000 0000" RR_A, RCODE_NOTIMP, false, false},
    {"STATUS", "1234 1000 0000 0000 0000 0000", RCODE_NOTIMP, false, false},
    {"UPDATE with many records", "1234 2800 0001 0000 0003 0000" QUESTION RR_A RR_A RR_A,
     RCODE_NOTIMP, true, false},
    {"opcode 15 with EDNS", "1234 7800 0001 0000 0000 0001" QUESTION OPT "0000", RCODE_NOTIMP, true,
     true},
    {"opcode 15 and EDNS version 1",
     "1234 7800 0001 0000 0000 0001" QUESTION "00 0029 04d0 00 01 0000 0000", RCODE_NOTIMP, true,
     true},
    {"opcode 6 with octets that are no question", "1234 3000 0001 0000 0000 0000 c0ff ee",
     RCODE_NOTIMP, false, false},
};

static void refuses_with_the_rcode_of_the_rfcs(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        const struct refused *row = &refused[i];
        struct message msg;
        enum rcode rcode;
        print_message("# %s\n", row->why);
        assert_int_equal(parse(row->text, &msg, &rcode), VERDICT_FAIL);
        assert_int_equal(rcode, row->rcode);
        assert_int_equal(msg.has_question, row->question);
        assert_int_equal(msg.has_opt, row->opt);
        assert_int_equal(msg.id, 0x1234);
        if (!row->question) {
            assert_int_equal(msg.question_len, 0);
            assert_int_equal(msg.nlabels, 0);
        }
    }
}

/* A packet whose question has labels of these lengths, with a capital in each octet. */
static struct packet with_labels(const uint8_t *lens, size_t count)
{
    struct packet packet = packet_of(HEAD ONE "0000");
    for (size_t i = 0; i < count; i++) {
        packet.octets[packet.len++] = lens[i];
        memset(packet.octets + packet.len, 'A' + (int)(i % 26), lens[i]);
        packet.len += lens[i];
    }
    packet_add(&packet, "00 0001 0001");
    return packet;
}

static enum verdict parse_packet(const struct packet *packet, struct message *msg)
{
    enum rcode rcode;
    struct bytes exact = packet_exact(packet);
    memset(msg, 0xee, sizeof(*msg));
    enum verdict verdict = message_parse(exact, msg, &rcode);
    packet_free(exact);
    return verdict;
}

static void takes_names_up_to_255_octets(void **state)
{
    (void)state;
    static const uint8_t longest[] = {63, 63, 63, 61};
    static const uint8_t too_long[] = {63, 63, 63, 62};
    uint8_t ones[NAME_MAX_LABELS + 1];
    struct message msg;
    memset(ones, 1, sizeof(ones));
    struct packet packet = with_labels(longest, ARRAY_LEN(longest));
    assert_int_equal(parse_packet(&packet, &msg), VERDICT_NEXT);
    assert_int_equal(msg.name.len, 255);
    assert_int_equal(msg.name.octets[253], 'd');
    assert_int_equal(msg.name.octets[254], 0);
    packet = with_labels(too_long, ARRAY_LEN(too_long));
    assert_int_equal(parse_packet(&packet, &msg), VERDICT_FAIL);
    packet = with_labels(ones, NAME_MAX_LABELS);
    assert_int_equal(parse_packet(&packet, &msg), VERDICT_NEXT);
    assert_int_equal(msg.nlabels, NAME_MAX_LABELS);
    assert_int_equal(msg.label_at[NAME_MAX_LABELS], 254);
    packet = with_labels(ones, NAME_MAX_LABELS + 1);
    assert_int_equal(parse_packet(&packet, &msg), VERDICT_FAIL);
}

static void lowers_names_of_every_length(void **state)
{
    (void)state;
    static const uint8_t zeros[8];
    for (uint8_t len = 1; len <= LABEL_MAX_OCTETS; len++) {
        struct message msg;
        struct packet packet = with_labels(&len, 1);
        uint8_t want[LABEL_MAX_OCTETS + 2] = {len};
        memset(want + 1, 'a', len);
        assert_int_equal(parse_packet(&packet, &msg), VERDICT_NEXT);
        assert_int_equal(msg.name.len, len + 2);
        assert_memory_equal(msg.name.octets, want, len + 2u);
        assert_memory_equal(msg.name.octets + len + 2, zeros, 8);
    }
}

static void lowers_letters_only(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 256; first += 32) {
        struct packet packet = packet_of(HEAD ONE "0000 20");
        struct message msg;
        for (unsigned i = 0; i < 32; i++) {
            packet.octets[packet.len++] = (uint8_t)(first + i);
        }
        packet_add(&packet, "00 0001 0001");
        assert_int_equal(parse_packet(&packet, &msg), VERDICT_NEXT);
        for (unsigned i = 0; i < 32; i++) {
            unsigned octet = first + i;
            unsigned want = octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
            assert_int_equal(msg.name.octets[1 + i], want);
        }
    }
}

/* Nothing a client sends leads outside its packet (run under a sanitizer) or to a nonsense state.
 */
static void survives_mutated_packets(void **state)
{
    (void)state;
    const struct packet seed = packet_of(HEAD "0001 0000 0001 0002" QUESTION SOA OPT
                                              "000b 0008 0007 0001 18 00 c00002" TSIG);
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        struct packet packet = seed;
        struct message msg;
        for (int i = 0; i < 4; i++) {
            random = random * 1664525 + 1013904223;
            packet.octets[(random >> 8) % packet.len] = (uint8_t)(random >> 24);
        }
        packet.len -= round % 3 == 0 ? (random >> 16) % packet.len : 0;
        enum verdict verdict = parse_packet(&packet, &msg);
        if (verdict == VERDICT_NEXT) {
            assert_true(msg.has_question);
            assert_int_equal(name_wire_len(msg.name.octets, msg.name.len), msg.question_len);
            assert_int_equal(name_labels(msg.name.octets), msg.nlabels);
            assert_true(msg.udp_size >= MESSAGE_UDP_MIN);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_plain_question),
        cmocka_unit_test(reads_edns_with_its_options),
        cmocka_unit_test(finds_the_ecs_data_in_the_packet),
        cmocka_unit_test(notes_a_second_ecs_option),
        cmocka_unit_test(takes_what_other_servers_take),
        cmocka_unit_test(raises_a_small_udp_size),
        cmocka_unit_test(notes_a_signature),
        cmocka_unit_test(never_answers_responses_and_runts),
        cmocka_unit_test(refuses_with_the_rcode_of_the_rfcs),
        cmocka_unit_test(takes_names_up_to_255_octets),
        cmocka_unit_test(lowers_names_of_every_length),
        cmocka_unit_test(lowers_letters_only),
        cmocka_unit_test(survives_mutated_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
