/* SPDX-License-Identifier: Apache-2.0 */
#include "image/board.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEAD_SIZE = 128, SLOT_SIZE = 128 };

static struct bytes named(const char *text)
{
    return (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)};
}

static void keeps_what_is_written_by_name(void **state)
{
    (void)state;
    int fd = board_memfd();
    struct board *writer = board_map(fd, true);
    struct board *reader = board_map(fd, false);
    assert_int_equal(board_find(reader, named("nl")), BOARD_NO_SLOT);
    uint32_t nl = board_add(writer, named("nl"));
    uint32_t eu = board_add(writer, named("eu"));
    assert_int_equal(board_add(writer, named("nl")), nl);
    assert_int_equal(board_find(reader, named("nl")), nl);
    assert_int_not_equal(nl, eu);
    board_set_health(writer, nl, BOARD_DOWN);
    board_set_order(writer, nl, BOARD_DRAIN);
    assert_int_equal(board_state(reader, nl).health, BOARD_DOWN);
    assert_int_equal(board_state(reader, nl).order, BOARD_DRAIN);
    assert_int_equal(board_state(reader, eu).health, BOARD_UNKNOWN);
    assert_int_equal(board_state(reader, BOARD_NO_SLOT).order, BOARD_AS_POLICY);
    board_free(reader);
    board_free(writer);
    close(fd);
}

static void tells_of_changes_alone(void **state)
{
    (void)state;
    int fd = board_memfd();
    struct board *board = board_map(fd, true);
    uint64_t before = board_generation(board);
    uint32_t slot = board_add(board, named("nl"));
    assert_int_not_equal(board_generation(board), before);
    before = board_generation(board);
    board_add(board, named("nl"));
    board_set_health(board, slot, BOARD_UNKNOWN);
    board_set_order(board, BOARD_NO_SLOT, BOARD_OFF);
    assert_int_equal(board_generation(board), before);
    board_set_health(board, slot, BOARD_UP);
    assert_int_not_equal(board_generation(board), before);
    board_free(board);
    close(fd);
}

static void has_room_for_so_many_names(void **state)
{
    (void)state;
    int fd = board_memfd();
    struct board *board = board_map(fd, true);
    char name[BOARD_NAME_MAX + 2];
    for (unsigned i = 0; i < BOARD_NAMES_MAX; i++) {
        snprintf(name, sizeof(name), "%063u", i);
        assert_int_not_equal(board_add(board, named(name)), BOARD_NO_SLOT);
    }
    assert_int_equal(board_add(board, named("one-more")), BOARD_NO_SLOT);
    for (unsigned i = 0; i < BOARD_NAMES_MAX; i++) {
        snprintf(name, sizeof(name), "%063u", i);
        uint32_t slot = board_find(board, named(name));
        assert_int_not_equal(slot, BOARD_NO_SLOT);
        assert_int_equal(board_add(board, named(name)), slot);
    }
    board_free(board);
    close(fd);
}

static void refuses_names_that_no_cluster_has(void **state)
{
    (void)state;
    int fd = board_memfd();
    struct board *board = board_map(fd, true);
    char name[BOARD_NAME_MAX + 2];
    snprintf(name, sizeof(name), "%064u", 0);
    assert_int_equal(board_add(board, named(name)), BOARD_NO_SLOT);
    assert_int_equal(board_add(board, named("")), BOARD_NO_SLOT);
    assert_int_equal(board_find(board, named("")), BOARD_NO_SLOT);
    board_free(board);
    close(fd);
}

/* A server that was taken over must not tell the others how clusters are. */
static void gives_readers_no_way_to_write(void **state)
{
    (void)state;
    int fd = board_memfd();
    int reader = board_readonly(fd);
    assert_true(reader >= 0);
    assert_null(board_map(reader, true));
    struct board *board = board_map(reader, false);
    assert_non_null(board);
    board_free(board);
    assert_int_equal(ftruncate(fd, 0), -1);
    close(reader);
    close(fd);
}

static void refuses_what_is_no_board(void **state)
{
    (void)state;
    int fd = memfd_create("other", MFD_ALLOW_SEALING);
    int board = board_memfd();
    uint8_t *octets = malloc(HEAD_SIZE + BOARD_SLOTS * SLOT_SIZE);
    ssize_t size = HEAD_SIZE + BOARD_SLOTS * SLOT_SIZE;
    assert_int_equal(pread(board, octets, (size_t)size, 0), size);
    assert_int_equal(pwrite(fd, octets, (size_t)size, 0), size);
    assert_null(board_map(fd, false)); /* it may shrink */
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
    struct board *copy = board_map(fd, false);
    assert_non_null(copy);
    board_free(copy);
    static const unsigned fields[] = {0, 8, 12}; /* magic, version, slots */
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        uint8_t octet = octets[fields[i]] ^ 1;
        assert_int_equal(pwrite(fd, &octet, 1, fields[i]), 1);
        assert_null(board_map(fd, false));
        assert_int_equal(pwrite(fd, octets + fields[i], 1, fields[i]), 1);
    }
    free(octets);
    close(board);
    close(fd);
}

/* Whatever stands there, a read ends and its answer is one of those that there are. */
static void believes_nothing(void **state)
{
    (void)state;
    int fd = board_memfd();
    uint64_t random = 42;
    for (unsigned round = 0; round < 8; round++) {
        for (off_t at = HEAD_SIZE; at < HEAD_SIZE + BOARD_SLOTS * SLOT_SIZE; at += 8) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            uint64_t word = round == 0 ? UINT64_MAX : random >> (8 * round - 8);
            assert_int_equal(pwrite(fd, &word, sizeof(word), at), sizeof(word));
        }
        struct board *board = board_map(fd, true);
        board_find(board, named("nl"));
        board_add(board, named("nl"));
        for (uint32_t slot = 0; slot <= BOARD_SLOTS; slot++) {
            struct board_state said = board_state(board, slot);
            assert_true(said.health < BOARD_HEALTHS && said.order < BOARD_ORDERS);
        }
        board_free(board);
    }
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_written_by_name),
        cmocka_unit_test(tells_of_changes_alone),
        cmocka_unit_test(has_room_for_so_many_names),
        cmocka_unit_test(refuses_names_that_no_cluster_has),
        cmocka_unit_test(gives_readers_no_way_to_write),
        cmocka_unit_test(refuses_what_is_no_board),
        cmocka_unit_test(believes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
