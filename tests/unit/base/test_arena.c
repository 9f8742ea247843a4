/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool all_zero(const uint8_t *octets, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (octets[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Pieces of all sizes, aligned and not, mixed: each keeps what was put into it. */
static void hands_out_pieces_that_do_not_overlap(void **state)
{
    (void)state;
    enum { PIECES = 400 };
    struct arena *arena = arena_new(256);
    uint8_t *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t len = i % 97 * 5 + 1;
        if (i % 3 == 0) {
            pieces[i] = arena_octets(arena, len);
        } else {
            pieces[i] = arena_alloc(arena, len);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            assert_true(all_zero(pieces[i], len));
        }
        memset(pieces[i], (int)(i % 251) + 1, len);
    }
    for (size_t i = 0; i < PIECES; i++) {
        size_t len = i % 97 * 5 + 1;
        assert_int_equal(pieces[i][0], i % 251 + 1);
        assert_int_equal(pieces[i][len - 1], i % 251 + 1);
    }
    arena_free(arena);
}

static void asks_for_chunks_and_for_more_when_needed(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_int_equal(arena_size(arena), 0);
    arena_octets(arena, 10);
    assert_int_equal(arena_size(arena), 1000);
    arena_octets(arena, 990);
    assert_int_equal(arena_size(arena), 1000);
    arena_octets(arena, 1);
    assert_int_equal(arena_size(arena), 2000);
    memset(arena_alloc(arena, 5000), 1, 5000);
    assert_true(arena_size(arena) >= 7000);
    arena_free(arena);
    arena_free(NULL);
}

static void takes_empty_pieces(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64);
    assert_non_null(arena_alloc(arena, 0));
    char *text = arena_text(arena, "", 0);
    assert_string_equal(text, "");
    arena_free(arena);
}

static void copies_and_formats_text(void **state)
{
    (void)state;
    struct arena *arena = arena_new(16);
    char *text = arena_text(arena, "example.com", 7);
    char *line = arena_printf(arena, "%s:%d: %s", "Corefile", 7, text);
    assert_string_equal(text, "example");
    assert_string_equal(line, "Corefile:7: example");
    arena_free(arena);
}

static void grows_arrays_and_keeps_their_elements(void **state)
{
    (void)state;
    struct arena *arena = arena_new(128);
    uint32_t *list = NULL;
    size_t room = 0;
    for (uint32_t count = 0; count < 1000; count++) {
        list = arena_grow(arena, list, count, &room, sizeof(*list));
        assert_true(room > count);
        list[count] = count;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(list[i], i);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_pieces_that_do_not_overlap),
        cmocka_unit_test(asks_for_chunks_and_for_more_when_needed),
        cmocka_unit_test(takes_empty_pieces),
        cmocka_unit_test(copies_and_formats_text),
        cmocka_unit_test(grows_arrays_and_keeps_their_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
