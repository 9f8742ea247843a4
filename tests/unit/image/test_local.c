/* SPDX-License-Identifier: Apache-2.0 */
#include "image/local.h"

#include "base/attr.h"
#include "image/build.h"
#include "image/open.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What stands behind the sample image: one watch, two places. */
static uint8_t *make(size_t *size)
{
    void *octets;
    struct build *build = sample_build();
    build_config(build, 4711);
    assert_true(build_local(build, &octets, size));
    build_free(build);
    return octets;
}

static void reads_back_what_was_built(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    struct local local;
    char why[IMAGE_WHY_SIZE] = "";
    assert_true(local_read(octets, size, &local, why));
    assert_int_equal(local.config, 4711);
    assert_int_equal(local.nwatches, 1);
    assert_string_equal(local_text(&local, local.watches[0].path), "Corefile");
    assert_int_equal(local.watches[0].every_ms, 30000);
    assert_int_equal(local.watches[0].kind, WATCH_COREFILE);
    const struct local_place *place = local_place_at(&local, 0);
    assert_string_equal(local_text(&local, place->file), "Corefile");
    assert_string_equal(local_text(&local, place->source), "    bind 127.0.0.1 {");
    assert_int_equal(place->line, 2);
    assert_int_equal(place->col, 10);
    assert_int_equal(place->mark_len, 9);
    assert_int_equal(place->excepts, 1);
    assert_string_equal(local_text(&local, local_place_at(&local, 1)->source),
                        "        except eth0");
    assert_null(local_place_at(&local, 2));
    free(octets);
}

static void may_be_empty(void **state)
{
    (void)state;
    void *octets;
    size_t size;
    struct local local;
    char why[IMAGE_WHY_SIZE] = "";
    struct build *build = build_new();
    assert_true(build_local(build, &octets, &size));
    assert_true(local_read(octets, size, &local, why));
    assert_int_equal(local.nwatches, 0);
    assert_null(local_place_at(&local, 0));
    build_free(build);
    free(octets);
}

static void is_no_part_of_the_image(void **state)
{
    (void)state;
    void *octets[2];
    size_t sizes[2];
    for (int i = 0; i < 2; i++) {
        struct build *build = sample_build();
        if (i == 1) {
            build_config(build, 7);
            build_watch(build, "/another/folder/Corefile", 1, WATCH_MTIME);
            build_place(build, (struct pos){.file = "/another"}, "line", 1, 0);
        }
        assert_true(build_image(build, &octets[i], &sizes[i]));
        build_free(build);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(octets[0], octets[1], sizes[0]); /* and with them the digest */
    free(octets[0]);
    free(octets[1]);
}

static void refuses_what_is_out_of_bounds(void **state)
{
    (void)state;
    enum { WATCH = sizeof(struct local_head), PLACE = WATCH + sizeof(struct local_watch) };
    static const struct {
        size_t at;
        uint32_t value;
        const char *why;
    } rows[] = {
        {0, 0, "'dnsdloc'"},
        {offsetof(struct local_head, version), 2, "version 2"},
        {offsetof(struct local_head, nwatches), 2, "cut or extended"},
        {offsetof(struct local_head, nwatches), UINT32_MAX, "cut or extended"},
        {offsetof(struct local_head, nplaces), UINT32_MAX, "cut or extended"},
        {offsetof(struct local_head, texts_size), UINT32_MAX, "cut or extended"},
        {offsetof(struct local_head, texts_size), 0, "cut or extended"},
        {WATCH + offsetof(struct local_watch, path), 4096, "watch 0"},
        {WATCH + offsetof(struct local_watch, path), 8, "watch 0"}, /* the NUL of "Corefile" */
        {WATCH + offsetof(struct local_watch, kind), WATCH_KINDS, "watch 0"},
        {PLACE + offsetof(struct local_place, file), 4096, "place 0"},
        {PLACE + offsetof(struct local_place, source), UINT32_MAX, "place 0"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t size;
        uint8_t *octets = make(&size);
        struct local local = {.nwatches = 99};
        char why[IMAGE_WHY_SIZE] = "";
        memcpy(octets + rows[i].at, &rows[i].value, sizeof(rows[i].value));
        if (local_read(octets, size, &local, why) || strstr(why, rows[i].why) == NULL) {
            fail_msg("row %zu: '%s' instead of '%s'", i, why, rows[i].why);
        }
        assert_int_equal(local.nwatches, 99); /* failure leaves the output alone */
        free(octets);
    }
}

static void refuses_texts_without_an_end(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    struct local local;
    char why[IMAGE_WHY_SIZE] = "";
    octets[size - 1] = 'x';
    assert_false(local_read(octets, size, &local, why));
    assert_non_null(strstr(why, "no end"));
    for (size_t len = 0; len < size; len++) {
        uint8_t *cut = malloc(len + 1); /* its own, so that a sanitizer sees one too many */
        memcpy(cut, octets, len);
        assert_false(local_read(cut, len, &local, why));
        free(cut);
    }
    free(octets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_what_was_built),
        cmocka_unit_test(may_be_empty),
        cmocka_unit_test(is_no_part_of_the_image),
        cmocka_unit_test(refuses_what_is_out_of_bounds),
        cmocka_unit_test(refuses_texts_without_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
