/* SPDX-License-Identifier: Apache-2.0 */
#include "image/block.h"
#include "image/build.h"
#include "image/open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* The least that is an image: facts and empty tables. */
static struct build *least(void)
{
    struct build *build = build_new();
    struct image_facts facts = {
        .route_slot_mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0),
        .zone_slot_mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0),
    };
    build_add(build, SECTION_FACTS, &facts, 1);
    return build;
}

static void stores_equal_octets_of_the_blob_once(void **state)
{
    (void)state;
    struct build *build = build_new();
    struct blob_ref first = build_text(build, "example");
    for (unsigned i = 0; i < 5000; i++) {
        build_blob(build, &i, sizeof(i)); /* makes the table of known octets grow */
    }
    uint64_t len = build_count(build, SECTION_BLOB);
    struct blob_ref again = build_blob(build, "example", 7);
    assert_int_equal(again.at, first.at);
    assert_int_equal(again.len, 7);
    unsigned number = 4999;
    assert_memory_equal(
        build_at(build, SECTION_BLOB, build_blob(build, &number, sizeof(number)).at), &number,
        sizeof(number));
    assert_int_equal(build_count(build, SECTION_BLOB), len);
    assert_int_equal(len, 7 + 5000 * sizeof(unsigned));
    assert_int_equal(build_blob(build, "", 0).len, 0);
    build_free(build);
}

static void aligns_octets_with_zeros(void **state)
{
    (void)state;
    struct build *build = build_new();
    assert_int_equal(build_octets(build, SECTION_ANSWER, "abc", 3, 8), 0);
    assert_int_equal(build_octets(build, SECTION_ANSWER, "d", 1, 4), 4);
    assert_int_equal(build_octets(build, SECTION_ANSWER, NULL, 2, 64), 64);
    assert_int_equal(build_count(build, SECTION_ANSWER), 66);
    assert_memory_equal(build_at(build, SECTION_ANSWER, 0), "abc\0d\0\0\0", 8);
    build_free(build);
}

static void cuts_a_section_back_to_zeroed_room(void **state)
{
    (void)state;
    struct build *build = build_new();
    build_cut(build, SECTION_ANSWER, 0); /* nothing there, nothing to do */
    build_octets(build, SECTION_ANSWER, "abcdef", 6, 1);
    build_cut(build, SECTION_ANSWER, 2);
    assert_int_equal(build_count(build, SECTION_ANSWER), 2);
    assert_int_equal(build_octets(build, SECTION_ANSWER, NULL, 3, 1), 2);
    assert_memory_equal(build_at(build, SECTION_ANSWER, 0), "ab\0\0\0", 5);
    build_free(build);
}

static void makes_tables_that_are_at_most_half_full(void **state)
{
    (void)state;
    static const struct {
        size_t nkeys;
        uint32_t mask;
    } rows[] = {{0, 1}, {1, 1}, {2, 3}, {3, 7}, {4, 7}, {5, 15}};
    uint64_t hashes[5] = {7, 7, 7, 7, 7};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct build *build = build_new();
        assert_int_equal(build_slots(build, SECTION_ZONE_SLOT, hashes, rows[i].nkeys),
                         rows[i].mask);
        assert_int_equal(build_count(build, SECTION_ZONE_SLOT), rows[i].mask + 1);
        build_free(build);
    }
}

static void finds_keys_of_a_table_by_probing(void **state)
{
    (void)state;
    uint64_t hashes[3] = {0x1111111100000007, 0x2222222200000007, 0x3333333300000000};
    struct build *build = build_new();
    build_slots(build, SECTION_ROUTE_SLOT, hashes, 3);
    const struct image_slot *slots = build_at(build, SECTION_ROUTE_SLOT, 0);
    assert_int_equal(slots[7].tag, 0x11111111);
    assert_int_equal(slots[7].value, 1);
    assert_int_equal(slots[0].tag, 0x22222222); /* pushed on, past the end */
    assert_int_equal(slots[0].value, 2);
    assert_int_equal(slots[1].tag, 0x33333333);
    assert_int_equal(slots[1].value, 3);
    build_free(build);
}

static void reads_back_what_was_built(void **state)
{
    (void)state;
    struct build *build = least();
    struct image_listen listen = {.address = build_text(build, "Corefile"), .idle_ms = 30000};
    build_add(build, SECTION_LISTEN, &listen, 1);
    void *octets;
    size_t size;
    assert_true(build_image(build, &octets, &size));
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    if (!image_read(octets, size, &image, why)) {
        fail_msg("refused: %s", why);
    }
    assert_int_equal(image.count[SECTION_LISTEN], 1);
    const struct image_listen *got = image_listen_at(&image, 0);
    assert_int_equal(got->idle_ms, 30000);
    assert_memory_equal(image_blob(&image, got->address), "Corefile\0\0\0\0\0\0\0\0", 16);
    assert_int_equal(image_facts(&image)->route_slot_mask, 1);
    free(octets);
    build_free(build);
}

static void gives_the_same_octets_for_the_same_input(void **state)
{
    (void)state;
    void *octets[3];
    size_t sizes[3];
    struct build *build = least();
    assert_true(build_image(build, &octets[0], &sizes[0]));
    assert_true(build_image(build, &octets[1], &sizes[1])); /* the build stays as it is */
    build_free(build);
    build = least();
    assert_true(build_image(build, &octets[2], &sizes[2]));
    build_free(build);
    for (int i = 1; i < 3; i++) {
        assert_int_equal(sizes[i], sizes[0]);
        assert_memory_equal(octets[i], octets[0], sizes[0]);
    }
    for (int i = 0; i < 3; i++) {
        free(octets[i]);
    }
}

static void seals_what_it_writes(void **state)
{
    (void)state;
    void *octets;
    size_t size;
    char why[IMAGE_WHY_SIZE] = "";
    struct image image;
    struct build *build = least();
    assert_true(build_image(build, &octets, &size));
    int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(build_seal(build, fd));
    build_free(build);
    assert_int_equal(pwrite(fd, "x", 1, 0), -1);
    assert_int_equal(ftruncate(fd, 0), -1);
    if (!image_open(fd, true, &image, why)) {
        fail_msg("refused: %s", why);
    }
    assert_int_equal(image.size, size);
    assert_memory_equal(image.base, octets, size);
    image_close(&image);
    assert_null(image.base);
    close(fd);
    free(octets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_equal_octets_of_the_blob_once),
        cmocka_unit_test(aligns_octets_with_zeros),
        cmocka_unit_test(cuts_a_section_back_to_zeroed_room),
        cmocka_unit_test(makes_tables_that_are_at_most_half_full),
        cmocka_unit_test(finds_keys_of_a_table_by_probing),
        cmocka_unit_test(reads_back_what_was_built),
        cmocka_unit_test(gives_the_same_octets_for_the_same_input),
        cmocka_unit_test(seals_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
