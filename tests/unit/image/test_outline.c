/* SPDX-License-Identifier: Apache-2.0 */
#include "image/build.h"
#include "image/open.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* An image with one file to watch behind it, as octets. */
static uint8_t *make(size_t *size)
{
    struct build *build = build_new();
    struct image_facts facts = {.workers = 3};
    void *octets;
    build_add(build, SECTION_FACTS, &facts, 1);
    build_add(build, SECTION_LISTEN, &(struct image_listen){.port = 53}, 1);
    build_watch(build, "Corefile", 7, WATCH_MTIME);
    uint32_t mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0);
    ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->route_slot_mask = mask;
    mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0);
    ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->zone_slot_mask = mask;
    int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(build_seal(build, fd));
    build_free(build);
    *size = (size_t)lseek(fd, 0, SEEK_END);
    octets = malloc(*size);
    assert_int_equal(pread(fd, octets, *size, 0), (ssize_t)*size);
    close(fd);
    return octets;
}

static int memfd_with(const uint8_t *octets, size_t size, int seals)
{
    int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, octets, size), (ssize_t)size);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
    return fd;
}

static void shows_what_a_supervisor_reads(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    int fd = memfd_with(octets, size, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    assert_true(image_outline(fd, &image, why));
    assert_int_equal(image_facts(&image)->workers, 3);
    assert_int_equal(image.count[SECTION_LISTEN], 1);
    assert_int_equal(image.local.nwatches, 1);
    assert_string_equal(local_text(&image.local, image.local.watches[0].path), "Corefile");
    assert_int_equal(image.size, ((const struct layout_head *)(const void *)octets)->size);
    image_close(&image);
    assert_null(image.base);
    close(fd);
    free(octets);
}

static void leaves_the_digest_to_the_server(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    ((struct layout_head *)(void *)octets)->digest[0] ^= 1;
    int fd = memfd_with(octets, size, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    assert_true(image_outline(fd, &image, why));
    image_close(&image);
    assert_false(image_open(fd, true, &image, why));
    assert_non_null(strstr(why, "digest"));
    close(fd);
    free(octets);
}

static void refuses_references_out_of_bounds(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    const struct layout_head *head = (const void *)octets;
    struct image_listen *listen = (void *)(octets + head->sections[SECTION_LISTEN].at);
    listen->address.at = 1 << 20;
    int fd = memfd_with(octets, size, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    assert_false(image_outline(fd, &image, why));
    assert_non_null(strstr(why, "listener 0"));
    close(fd);
    free(octets);
}

static void refuses_what_is_unsound_behind_it(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    size_t image_size = ((const struct layout_head *)(const void *)octets)->size;
    static const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    int cut_fd = memfd_with(octets, size - 1, seals);
    octets[image_size] ^= 1;
    int foreign_fd = memfd_with(octets, size, seals);
    int bare_fd = memfd_with(octets, image_size, seals);
    assert_false(image_outline(cut_fd, &image, why));
    assert_non_null(strstr(why, "cut or extended"));
    assert_false(image_open(cut_fd, true, &image, why));
    assert_false(image_outline(foreign_fd, &image, why));
    assert_non_null(strstr(why, "'dnsdloc'"));
    assert_false(image_open(foreign_fd, true, &image, why));
    assert_true(image_open(bare_fd, true, &image, why));
    assert_int_equal(image.local.nwatches, 0);
    image_close(&image);
    close(cut_fd);
    close(foreign_fd);
    close(bare_fd);
    free(octets);
}

static void refuses_what_is_not_sealed_or_cut(void **state)
{
    (void)state;
    size_t size;
    uint8_t *octets = make(&size);
    int open_fd = memfd_with(octets, size, F_SEAL_GROW);
    size_t image_size = ((const struct layout_head *)(const void *)octets)->size;
    int cut_fd = memfd_with(octets, image_size - 64, F_SEAL_WRITE | F_SEAL_SHRINK);
    int empty_fd = memfd_with(octets, 0, F_SEAL_WRITE | F_SEAL_SHRINK);
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    assert_false(image_outline(open_fd, &image, why));
    assert_non_null(strstr(why, "sealed"));
    assert_false(image_outline(cut_fd, &image, why));
    assert_false(image_outline(empty_fd, &image, why));
    close(open_fd);
    close(cut_fd);
    close(empty_fd);
    free(octets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_a_supervisor_reads),
        cmocka_unit_test(leaves_the_digest_to_the_server),
        cmocka_unit_test(refuses_references_out_of_bounds),
        cmocka_unit_test(refuses_what_is_unsound_behind_it),
        cmocka_unit_test(refuses_what_is_not_sealed_or_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
