/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/verify.h"
#include "sample_segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Made for www.example. (13 octets), so its first octet is at 29 = \35 of the message. */
static const uint8_t name[] = "\3www\7example";

static const char *verify(const struct sample_rendering *r, const uint8_t *question)
{
    struct sample_segment s = {0};
    sample_put(&s, r);
    return verify_rendering(s.octets, s.len, question);
}

static void takes_what_a_loader_writes(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct sample_rendering rendering;
    } rows[] = {
        {"no record", {{0, 0, 0, 0, 13, 0, 0, 0, 0}, "", {0}}},
        {"an owner that is the question's name",
         {{1, 0, 0, 1, 13, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\0\0\0\4\1\2\3\4", {0}}},
        {"a pointer into the question's name",
         {{1, 0, 0, 0, 13, 14, 14, 14, 0}, "\300\20\0\2\0\1\0\0\0\0\0\2\300\14", {0}}},
        {"a pointer to a name in an rdata",
         {{1, 0, 1, 0, 13, 17, 17, 33, 0},
          "\300\14\0\2\0\1\0\0\0\0\0\5\2ns\300\20\300\51\0\1\0\1\0\0\0\0\0\4\1\2\3\4",
          {0}}},
        {"uncompressed names",
         {{1, 0, 0, 0, 13, 18, 18, 18, 0}, "\1a\0\0\17\0\1\0\0\0\0\0\5\0\12\1b\0", {0}}},
        {"a type that is not looked into",
         {{1, 0, 0, 0, 13, 14, 14, 14, 0}, "\300\14\0\41\0\1\0\0\0\0\0\2\300\377", {0}}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *wrong = verify(&rows[i].rendering, name);
        if (wrong != NULL) {
            fail_msg("%s: %s", rows[i].what, wrong);
        }
        assert_null(verify(&rows[i].rendering, NULL));
    }
}

static void refuses_what_cannot_be_followed(void **state)
{
    (void)state;
    static const struct {
        const char *wrong;
        struct sample_rendering rendering;
    } rows[] = {
        {"its sections are out of order", {{0, 0, 0, 0, 13, 2, 1, 2, 0}, "\0\0", {0}}},
        {"its sections are out of order", {{0, 0, 0, 0, 13, 0, 2, 1, 0}, "\0\0", {0}}},
        {"its flags or its question's name are not known",
         {{0, 0, 0, 0x80, 13, 0, 0, 0, 0}, "", {0}}},
        {"its flags or its question's name are not known", {{0, 0, 0, 0, 0, 0, 0, 0, 0}, "", {0}}},
        {"the records are not as many as it says",
         {{0, 0, 0, 0, 13, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\0\0\0\4\1\2\3\4", {0}}},
        {"a name runs past its end",
         {{2, 0, 0, 0, 13, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\0\0\0\4\1\2\3\4", {0}}},
        {"an rdata runs past its section",
         {{1, 0, 0, 0, 13, 16, 16, 16, 0}, "\300\14\0\1\0\1\0\0\0\0\0\5\1\2\3\4", {0}}},
        {"a record is cut", {{1, 0, 0, 0, 13, 10, 10, 10, 0}, "\300\14\0\1\0\1\0\0\0\0", {0}}},
        {"a pointer is cut", {{1, 0, 0, 0, 13, 1, 1, 1, 0}, "\300", {0}}},
        {"a label is of no known kind", {{1, 0, 0, 0, 13, 2, 2, 2, 0}, "\100\0", {0}}},
        {"a name runs past its end", {{1, 0, 0, 0, 13, 3, 3, 3, 0}, "\5ab", {0}}},
        {"a pointer leads out of the message, or not backward",
         {{1, 0, 0, 0, 13, 12, 12, 12, 0}, "\300\35\0\1\0\1\0\0\0\0\0\0", {0}}}, /* to itself */
        {"a pointer leads out of the message, or not backward",
         {{1, 0, 0, 0, 13, 12, 12, 12, 0}, "\300\13\0\1\0\1\0\0\0\0\0\0", {0}}}, /* the header */
        {"a pointer leads out of the message, or not backward",
         {{1, 0, 0, 0, 13, 12, 12, 12, 0}, "\300\31\0\1\0\1\0\0\0\0\0\0", {0}}}, /* QTYPE */
        {"a pointer leads out of the message, or not backward",
         {{1, 0, 0, 0, 13, 14, 14, 14, 0}, "\1a\300\35\0\1\0\1\0\0\0\0\0\0", {0}}}, /* a.a.a... */
        {"a pointer into the question's name leads to no label",
         {{1, 0, 0, 0, 13, 12, 12, 12, 0}, "\300\15\0\1\0\1\0\0\0\0\0\0", {0}}},
        {"a pointer leads to no name",
         {{2, 0, 0, 0, 13, 25, 25, 25, 0},
          "\300\14\0\1\0\1\0\0\0\0\0\1\200\300\51\0\1\0\1\0\0\0\0\0\0",
          {0}}},
        {"an rdata has not the length of its type",
         {{1, 0, 0, 0, 13, 15, 15, 15, 0}, "\300\14\0\2\0\1\0\0\0\0\0\3\300\14\0", {0}}},
        {"a name runs past its end",
         {{1, 0, 0, 0, 13, 13, 13, 13, 0}, "\300\14\0\17\0\1\0\0\0\0\0\1\0", {0}}},
        {"its patches are out of order",
         {{1, 0, 0, 0, 13, 14, 14, 14, 2}, "\300\14\0\2\0\1\0\0\0\0\0\2\300\14", {12, 0}}},
        {"a patch is at no pointer",
         {{1, 0, 0, 0, 13, 14, 14, 14, 1}, "\300\14\0\2\0\1\0\0\0\0\0\2\300\14", {1}}},
        {"a patch is at no pointer",
         {{1, 0, 0, 0, 13, 14, 14, 14, 1}, "\300\14\0\2\0\1\0\0\0\0\0\2\300\14", {14}}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *wrong = verify(&rows[i].rendering, name);
        if (wrong == NULL) {
            fail_msg("row %zu: accepted; expected '%s'", i, rows[i].wrong);
        }
        assert_string_equal(wrong, rows[i].wrong);
    }
}

static void refuses_what_reaches_past_its_room(void **state)
{
    (void)state;
    static const struct sample_rendering r = {
        {1, 0, 0, 0, 13, 14, 14, 14, 1}, "\300\14\0\2\0\1\0\0\0\0\0\2\300\14", {12}};
    struct sample_segment s = {0};
    sample_put(&s, &r);
    assert_null(verify_rendering(s.octets, 16 + 14 + 2, name));
    for (size_t room = 0; room < 16 + 14 + 2; room++) {
        assert_string_equal(verify_rendering(s.octets, room, name),
                            "it reaches past what it is part of");
    }
}

/* A record whose owner is labels of 3 x 63 and `last` octets and then the question's name. */
static const char *verify_long(uint8_t last)
{
    static const uint8_t rest[] = "\300\14\0\1\0\1\0\0\0\0\0";
    uint8_t octets[300] = {[0] = 63, [64] = 63, [128] = 63, [192] = last};
    uint16_t len = (uint16_t)(193 + last + sizeof(rest));
    memcpy(octets + 193 + last, rest, sizeof(rest));
    struct sample_rendering r = {{1, 0, 0, 0, 13, len, len, len, 0}, (const char *)octets, {0}};
    return verify(&r, name);
}

static void refuses_names_that_are_too_long(void **state)
{
    (void)state;
    assert_null(verify_long(255 - 13 - 192 - 1));
    assert_string_equal(verify_long(255 - 13 - 192), "a name is too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_a_loader_writes),
        cmocka_unit_test(refuses_what_cannot_be_followed),
        cmocka_unit_test(refuses_what_reaches_past_its_room),
        cmocka_unit_test(refuses_names_that_are_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
