/* SPDX-License-Identifier: Apache-2.0 */
#include "super/drain.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void writes_the_lines_of_all_rings(void **state)
{
    (void)state;
    int pipes[2];
    char got[64] = "";
    assert_int_equal(pipe(pipes), 0);
    struct drain *drain = drain_new(pipes[1], 2);
    struct ring *one = drain_writer(drain, 0);
    struct ring *two = drain_writer(drain, 1);
    ring_put(one, "first\n", 6);
    drain_flush(drain, 5000);
    ring_put(two, "second\n", 7);
    drain_flush(drain, 5000);
    assert_int_equal(read(pipes[0], got, sizeof(got)), 13);
    assert_string_equal(got, "first\nsecond\n");
    ring_free(one);
    ring_free(two);
}

static void tells_how_many_lines_were_dropped(void **state)
{
    (void)state;
    int pipes[2];
    static char line[4096];
    char *got = NULL;
    size_t room = 0;
    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    assert_int_equal(pipe(pipes), 0);
    FILE *from = fdopen(pipes[0], "r");
    struct drain *drain = drain_new(pipes[1], 1);
    struct ring *ring = drain_writer(drain, 0);
    unsigned put = 0;
    while (ring_put(ring, line, sizeof(line))) { /* the pipe is full soon, and then the ring */
        put++;
    }
    for (unsigned i = 0; i < put; i++) { /* what was put before comes before */
        assert_int_equal(getline(&got, &room, from), sizeof(line));
        assert_memory_equal(got, line, sizeof(line));
    }
    assert_true(getline(&got, &room, from) > 0);
    assert_string_equal(got, "[WARNING] 1 log lines were dropped\n");
    free(got);
    fclose(from);
    ring_free(ring);
}

static void does_not_wait_for_ever_at_the_end(void **state)
{
    (void)state;
    int pipes[2];
    static char lines[1 << 17];
    assert_int_equal(pipe(pipes), 0);
    struct drain *drain = drain_new(pipes[1], 1);
    struct ring *ring = drain_writer(drain, 0);
    memset(lines, '\n', sizeof(lines));
    assert_true(ring_put(ring, lines, sizeof(lines))); /* more than the pipe holds */
    drain_flush(drain, 50);                            /* nobody reads: this returns anyway */
    ring_free(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_lines_of_all_rings),
        cmocka_unit_test(tells_how_many_lines_were_dropped),
        cmocka_unit_test(does_not_wait_for_ever_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
