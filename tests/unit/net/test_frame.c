/* SPDX-License-Identifier: Apache-2.0 */
#include "net/frame.h"

#include "double.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FRAME = 2 + DOUBLE_QUERY_SIZE };

static void answers_whole_messages_and_leaves_the_rest(void **state)
{
    (void)state;
    uint8_t in[3 * FRAME];
    static uint8_t out[FRAME_OUT_SIZE];
    for (uint16_t i = 0; i < 3; i++) {
        double_frame(in + i * FRAME, i, i);
    }
    struct query q = {.now_s = 0};
    for (size_t len = 0; len <= sizeof(in); len++) {
        struct bytes rest = {in, len};
        size_t out_len = 0;
        uint32_t allowed = 9;
        assert_int_equal(frame_serve(&q, &rest, out, &out_len, &allowed), FRAME_HUNGRY);
        assert_int_equal(out_len, len / FRAME * FRAME);
        assert_int_equal(rest.len, len % FRAME);
        assert_ptr_equal(rest.at, in + len / FRAME * FRAME);
        assert_int_equal(allowed, 9 - len / FRAME);
    }
    assert_int_equal(get_u16(out + 2 * FRAME), DOUBLE_QUERY_SIZE);
    assert_int_equal(get_u16(out + 2 * FRAME + 2), 2);
}

static void stops_when_the_allowance_is_spent(void **state)
{
    (void)state;
    uint8_t in[2 * FRAME];
    static uint8_t out[FRAME_OUT_SIZE];
    double_frame(in, 1, 1);
    double_frame(in + FRAME, 2, 2);
    struct query q = {.now_s = 0};
    struct bytes rest = {in, sizeof(in)};
    size_t out_len = 0;
    uint32_t allowed = 1;
    assert_int_equal(frame_serve(&q, &rest, out, &out_len, &allowed), FRAME_SPENT);
    assert_int_equal(out_len, FRAME);
    assert_int_equal(rest.len, FRAME);
}

static void stops_before_a_reply_that_might_not_fit(void **state)
{
    (void)state;
    uint8_t in[4 * FRAME];
    static uint8_t out[FRAME_OUT_SIZE];
    for (uint16_t i = 0; i < 4; i++) {
        double_frame(in + i * FRAME, DOUBLE_LARGE, i);
    }
    struct query q = {.now_s = 0};
    struct bytes rest = {in, sizeof(in)};
    size_t out_len = 0;
    uint32_t allowed = 9;
    assert_int_equal(frame_serve(&q, &rest, out, &out_len, &allowed), FRAME_FULL);
    assert_int_equal(out_len, 2 * (2 + DOUBLE_LARGE_SIZE));
    assert_int_equal(rest.len, 2 * FRAME);
}

static void gives_up_on_what_cannot_be_a_message(void **state)
{
    (void)state;
    static uint8_t out[FRAME_OUT_SIZE];
    struct query q = {.now_s = 0};
    for (uint16_t len = 0; len < MESSAGE_HEADER_SIZE; len++) {
        uint8_t in[2];
        put_u16(in, len);
        struct bytes rest = {in, sizeof(in)};
        size_t out_len = 0;
        uint32_t allowed = 9;
        assert_int_equal(frame_serve(&q, &rest, out, &out_len, &allowed), FRAME_BROKEN);
    }
}

static void says_nothing_where_there_is_nothing_to_say(void **state)
{
    (void)state;
    uint8_t in[2 * FRAME];
    static uint8_t out[FRAME_OUT_SIZE];
    double_frame(in, DOUBLE_SILENT, 1);
    double_frame(in + FRAME, 2, 2);
    struct query q = {.now_s = 0};
    struct bytes rest = {in, sizeof(in)};
    size_t out_len = 0;
    uint32_t allowed = 9;
    assert_int_equal(frame_serve(&q, &rest, out, &out_len, &allowed), FRAME_HUNGRY);
    assert_int_equal(out_len, FRAME);
    assert_int_equal(get_u16(out + 2), 2);
    assert_int_equal(rest.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_whole_messages_and_leaves_the_rest),
        cmocka_unit_test(stops_when_the_allowance_is_spent),
        cmocka_unit_test(stops_before_a_reply_that_might_not_fit),
        cmocka_unit_test(gives_up_on_what_cannot_be_a_message),
        cmocka_unit_test(says_nothing_where_there_is_nothing_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
