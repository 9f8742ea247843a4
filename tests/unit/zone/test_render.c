/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"
#include "image/verify.h"
#include "wire/rrtype.h"
#include "zone/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t wildcard[] = "\1*\7example";

/* What is wrong with the rendering; NULL = nothing. */
static const char *verify(struct render *render, const uint8_t *name)
{
    size_t size = render_size(render);
    uint8_t *out = aligned_alloc(4, size);
    render_end(render, out);
    const char *wrong = verify_rendering(out, size, name);
    free(out);
    return wrong;
}

static void compresses_against_the_question(void **state)
{
    (void)state;
    struct render *render = malloc(sizeof(*render));
    render_begin(render, wildcard, RENDER_WILDCARD, RENDERING_AA);
    assert_true(render_record(render, RENDER_ANSWER, NULL, RRTYPE_MX, 300,
                              (const uint8_t *)"\0\12\2mx\7example", 14));
    assert_int_equal(render->head.total_len, 19);
    assert_memory_equal(render->octets, "\300\14\0\17\0\1\0\0\1\54\0\7\0\12\2mx\300\16", 19);
    assert_int_equal(render->head.npatches, 1);
    assert_int_equal(render->patches[0], 17);
    assert_null(verify(render, wildcard));
    free(render);
}

/* A pointer that moves with a longer question must not grow past its 14 bits. RFC 1035 §4.1.4. */
static void points_no_further_than_every_question_allows(void **state)
{
    (void)state;
    static const uint8_t filler[16100];
    static const uint8_t exchange[] = "\0\12\10mail-abc\3net";
    struct render *render = malloc(sizeof(*render));
    for (size_t len = 15800; len < sizeof(filler); len++) {
        render_begin(render, wildcard, RENDER_WILDCARD, RENDERING_AA);
        assert_true(render_record(render, RENDER_ANSWER, NULL, RRTYPE_NULL, 300, filler, len));
        for (int i = 0; i < 2; i++) {
            assert_true(render_record(render, RENDER_ANSWER, NULL, RRTYPE_MX, 300, exchange,
                                      sizeof(exchange)));
        }
        const char *wrong = verify(render, wildcard);
        if (wrong != NULL) {
            fail_msg("names behind %zu octets: %s", len, wrong);
        }
    }
    free(render);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compresses_against_the_question),
        cmocka_unit_test(points_no_further_than_every_question_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
