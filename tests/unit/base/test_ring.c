/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

struct pair {
    int memfd;
    int wake_fd;
    struct ring *writer;
    struct ring *reader;
};

static int open_pair(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));
    pair->memfd = ring_memfd(2);
    pair->wake_fd = eventfd(0, EFD_NONBLOCK);
    pair->writer = ring_new(pair->memfd, 1, pair->wake_fd);
    pair->reader = ring_new(pair->memfd, 1, -1);
    *state = pair;
    return pair->writer == NULL || pair->reader == NULL;
}

static int close_pair(void **state)
{
    struct pair *pair = *state;
    ring_free(pair->writer);
    ring_free(pair->reader);
    close(pair->memfd);
    close(pair->wake_fd);
    free(pair);
    return 0;
}

static size_t read_all(struct ring *ring, char *out)
{
    struct bytes parts[2];
    size_t len = ring_peek(ring, parts);
    memcpy(out, parts[0].at, parts[0].len);
    memcpy(out + parts[0].len, parts[1].at, parts[1].len);
    ring_drop(ring, len);
    return len;
}

static void gives_lines_in_order_through_another_mapping(void **state)
{
    struct pair *pair = *state;
    char out[32];
    assert_true(ring_put(pair->writer, "one\n", 4));
    assert_true(ring_put(pair->writer, "two\n", 4));
    assert_int_equal(read_all(pair->reader, out), 8);
    assert_memory_equal(out, "one\ntwo\n", 8);
    assert_int_equal(read_all(pair->reader, out), 0);
}

static void keeps_lines_whole_across_its_end(void **state)
{
    struct pair *pair = *state;
    char *out = malloc(RING_SIZE);
    char line[64];
    for (unsigned i = 0; i < 40000; i++) { /* twice around */
        int len = snprintf(line, sizeof(line), "%u: a line of some length that goes round\n", i);
        assert_true(ring_put(pair->writer, line, (size_t)len));
        assert_int_equal(read_all(pair->reader, out), len);
        assert_memory_equal(out, line, (size_t)len);
    }
    free(out);
}

static void drops_and_counts_what_finds_no_room(void **state)
{
    struct pair *pair = *state;
    char line[1000];
    memset(line, 'x', sizeof(line));
    unsigned put = 0;
    while (ring_put(pair->writer, line, sizeof(line))) {
        put++;
    }
    assert_int_equal(put, RING_SIZE / 1000);
    assert_int_equal(ring_lost(pair->reader), 1);
    assert_false(ring_put(pair->writer, line, sizeof(line)));
    assert_int_equal(ring_lost(pair->reader), 2);

    ring_drop(pair->reader, sizeof(line));
    assert_true(ring_put(pair->writer, line, sizeof(line)));
    char *out = malloc(RING_SIZE);
    assert_int_equal(read_all(pair->reader, out), put * sizeof(line));
    free(out);
}

static void wakes_a_reader_once_and_only_when_it_sleeps(void **state)
{
    struct pair *pair = *state;
    uint64_t count = 0;
    ring_put(pair->writer, "a\n", 2);
    assert_int_equal(read(pair->wake_fd, &count, sizeof(count)), -1);

    ring_sleep(pair->reader);
    ring_put(pair->writer, "b\n", 2);
    ring_put(pair->writer, "c\n", 2);
    assert_int_equal(read(pair->wake_fd, &count, sizeof(count)), sizeof(count));
    assert_int_equal(count, 1);
}

static void goes_on_where_a_dead_writer_ended(void **state)
{
    struct pair *pair = *state;
    char out[32];
    ring_put(pair->writer, "before\n", 7);
    ring_free(pair->writer);
    pair->writer = ring_new(pair->memfd, 1, pair->wake_fd);
    ring_put(pair->writer, "after\n", 6);
    assert_int_equal(read_all(pair->reader, out), 13);
    assert_memory_equal(out, "before\nafter\n", 13);
}

static void refuses_a_memfd_that_is_too_small(void **state)
{
    struct pair *pair = *state;
    assert_null(ring_new(pair->memfd, 2, -1));
    assert_int_equal(ftruncate(pair->memfd, 0), -1); /* sealed: a reader cannot be killed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_lines_in_order_through_another_mapping, open_pair,
                                        close_pair),
        cmocka_unit_test_setup_teardown(keeps_lines_whole_across_its_end, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(drops_and_counts_what_finds_no_room, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(wakes_a_reader_once_and_only_when_it_sleeps, open_pair,
                                        close_pair),
        cmocka_unit_test_setup_teardown(goes_on_where_a_dead_writer_ended, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(refuses_a_memfd_that_is_too_small, open_pair, close_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
