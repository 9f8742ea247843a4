/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/open.h"
#include "image/section.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* The sample as octets on the heap. */
static uint8_t *make(size_t *size)
{
    void *octets;
    struct build *build = sample_build();
    assert_true(build_image(build, &octets, size));
    build_free(build);
    return octets;
}

static void assert_refused(const uint8_t *octets, size_t size, const char *reason)
{
    struct image image = {.size = 99};
    char why[IMAGE_WHY_SIZE] = "";
    if (image_read(octets, size, &image, why)) {
        fail_msg("accepted; expected '%s'", reason);
    }
    if (strstr(why, reason) == NULL) {
        fail_msg("'%s' does not say '%s'", why, reason);
    }
    assert_int_equal(image.size, 99); /* failure leaves the output alone */
}

static void takes_the_sample(void **state)
{
    (void)state;
    size_t size;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    char digest[2 * LAYOUT_DIGEST_SIZE + 1];
    uint8_t *octets = make(&size);
    if (!image_read(octets, size, &image, why)) {
        fail_msg("refused: %s", why);
    }
    assert_int_equal(image.count[SECTION_ZONE], 1);
    assert_int_equal(image_segment(&image, image_zone_at(&image, 0))->nnodes, SAMPLE_NODES);
    assert_int_equal(strlen(image_digest(&image, digest)), 64);
    free(octets);
}

static void refuses_each_changed_octet(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    for (size_t i = 0; i < size; i++) {
        struct image image;
        char why[IMAGE_WHY_SIZE] = "";
        octets[i] ^= 0x41;
        if (image_read(octets, size, &image, why)) {
            fail_msg("accepted with octet %zu changed", i);
        }
        octets[i] ^= 0x41;
    }
    free(octets);
}

static void refuses_each_shorter_file(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    for (size_t len = 0; len < size; len += len < 64 ? 1 : 37) {
        struct image image;
        char why[IMAGE_WHY_SIZE] = "";
        uint8_t *cut = malloc(len == 0 ? 1 : len); /* so that a sanitizer sees a read past it */
        memcpy(cut, octets, len);
        if (image_read(cut, len, &image, why)) {
            fail_msg("accepted the first %zu octets", len);
        }
        assert_string_not_equal(why, "");
        free(cut);
    }
    free(octets);
}

/* Fields of the head, changed under a right digest. */
static void says_what_is_wrong_with_the_head(void **state)
{
    (void)state;
    enum { TABLE = offsetof(struct layout_head, sections), ROW = sizeof(struct layout_section) };
    enum { FACTS = (sizeof(struct layout_head) + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN };
    static const struct {
        size_t at;
        uint8_t octet;
        const char *reason;
    } rows[] = {
        {0, 'D', "not an image"},
        {7, 0, "not an image"},
        {8, 99, "its version is 99; this program reads version 1"},
        {12, 200, "200 sections instead of"},
        {offsetof(struct layout_head, digest), 0, "digest"},
        {offsetof(struct layout_head, size), 1, "cut or extended"},
        {TABLE + SECTION_ROUTE * ROW + offsetof(struct layout_section, at), 1,
         "section 'route' is not where"},
        {TABLE + SECTION_ROUTE * ROW + offsetof(struct layout_section, count) + 7, 1,
         "section 'route' is not where the one before it ends, or too long"},
        {TABLE + SECTION_ROUTE * ROW + offsetof(struct layout_section, size), 12,
         "section 'route' has elements of 12 octets instead of 16"},
        {TABLE + SECTION_ROUTE * ROW + offsetof(struct layout_section, zero), 1,
         "section 'route' has elements"},
        {TABLE + SECTION_FACTS * ROW + offsetof(struct layout_section, count), 0, "section 'blob'"},
        {FACTS + sizeof(struct image_facts), 1, "octets before section 'blob' are not zero"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t size;
        uint8_t *octets = make(&size);
        octets[rows[i].at] = rows[i].octet;
        if (rows[i].at != offsetof(struct layout_head, digest)) {
            sample_seal(octets, size);
        }
        assert_refused(octets, size, rows[i].reason);
        free(octets);
    }
}

/* The place of an octet that pads a section, the last one's if it has any. */
static size_t padding_at(const uint8_t *octets)
{
    const struct layout_head *head = (const void *)octets;
    for (size_t i = SECTION_COUNT; i-- > 0;) {
        size_t end = head->sections[i].at + head->sections[i].count * head->sections[i].size;
        if (end % LAYOUT_ALIGN != 0) {
            return end;
        }
    }
    fail_msg("no section of the sample is padded");
    return 0;
}

static void refuses_octets_after_the_last_section(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    uint8_t *longer = calloc(1, size + LAYOUT_ALIGN);
    memcpy(longer, octets, size);
    ((struct layout_head *)(void *)longer)->size = size + LAYOUT_ALIGN;
    sample_seal(longer, size + LAYOUT_ALIGN);
    assert_refused(longer, size + LAYOUT_ALIGN, "octets follow the last section");
    free(longer);
    octets[padding_at(octets)] = 1;
    sample_seal(octets, size);
    assert_refused(octets, size, "octets ");
    free(octets);
}

static int file_of(const uint8_t *octets, size_t size)
{
    int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, octets, size), size);
    return fd;
}

static void wants_seals_where_it_must(void **state)
{
    (void)state;
    size_t size;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    uint8_t *octets = make(&size);
    int fd = file_of(octets, size);
    assert_false(image_open(fd, true, &image, why));
    assert_non_null(strstr(why, "not sealed"));
    assert_true(image_open(fd, false, &image, why));
    assert_int_equal(ftruncate(fd, 0), 0); /* a copy was taken: reading on does no harm */
    assert_memory_equal(image.base, octets, size);
    image_close(&image);
    image_close(&image); /* and again: nothing happens */
    close(fd);
    free(octets);
}

static void refuses_files_that_are_no_image(void **state)
{
    (void)state;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    int fd = file_of((const uint8_t *)"", 0);
    assert_false(image_open(fd, false, &image, why));
    assert_non_null(strstr(why, "empty or no plain file"));
    assert_int_equal(write(fd, "example.org. IN A 192.0.2.1\n", 28), 28);
    assert_false(image_open(fd, false, &image, why));
    assert_non_null(strstr(why, "not an image"));
    close(fd);
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_false(image_open(pipes[0], false, &image, why));
    assert_non_null(strstr(why, "no plain file"));
    close(pipes[0]);
    close(pipes[1]);
    assert_false(image_open(-1, false, &image, why));
    assert_non_null(strstr(why, "Bad file descriptor"));
}

static void knows_every_section(void **state)
{
    (void)state;
    for (int i = 0; i < SECTION_COUNT; i++) {
        const struct section_def *def = section_def((enum section)i);
        assert_non_null(def->name);
        assert_int_not_equal(def->size, 0);
        assert_int_equal(LAYOUT_ALIGN % (def->size & (~def->size + 1)), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_sample),
        cmocka_unit_test(refuses_each_changed_octet),
        cmocka_unit_test(refuses_each_shorter_file),
        cmocka_unit_test(says_what_is_wrong_with_the_head),
        cmocka_unit_test(refuses_octets_after_the_last_section),
        cmocka_unit_test(wants_seals_where_it_must),
        cmocka_unit_test(refuses_files_that_are_no_image),
        cmocka_unit_test(knows_every_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
