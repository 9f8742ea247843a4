/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/provestates.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct policy_cluster clusters[20];

/* A policy of n clusters, every second one without a check. */
static struct provestates list(size_t nchecked, struct arena *arena)
{
    struct provestates states;
    for (size_t i = 0; i < 20; i++) {
        bool checked = i % 2 == 0 ? i / 2 < nchecked : i / 2 + 10 < nchecked;
        clusters[i] =
            (struct policy_cluster){.health = {.probe = checked ? PROBE_TCP : PROBE_NONE}};
    }
    const struct policy policy = {.clusters = clusters, .nclusters = 20};
    provestates_list(&policy, arena, &states);
    return states;
}

static void lists_all_states_of_few_clusters(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4096);
    struct provestates none = list(0, arena);
    assert_int_equal(none.count, 1);
    assert_int_equal(none.down[0], 0);
    struct provestates three = list(3, arena);
    static const uint64_t want[] = {0, 1, 4, 16, 5, 17, 20, 21};
    assert_true(three.all);
    assert_int_equal(three.count, 8);
    assert_memory_equal(three.down, want, sizeof(want));
    assert_int_equal(list(12, arena).count, 4096);
    arena_free(arena);
}

static bool has(const struct provestates *states, uint64_t down)
{
    for (size_t i = 0; i < states->count; i++) {
        if (states->down[i] == down) {
            return true;
        }
    }
    return false;
}

static void lists_some_states_of_many_clusters(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4096);
    struct provestates states = list(13, arena);
    uint64_t all = 0x55555 | 0x2a;
    assert_false(states.all);
    assert_int_equal(states.nchecked, 13);
    assert_true(has(&states, 0) && has(&states, all));
    assert_true(has(&states, 2) && has(&states, UINT64_C(1) << 18));
    assert_true(has(&states, 2 | UINT64_C(1) << 18));
    for (size_t i = 0; i < states.count; i++) {
        assert_int_equal(states.down[i] & ~all, 0);
        assert_true(i == 0 || states.down[i] != states.down[i - 1]);
    }
    assert_int_equal(states.count, 1 + 13 + 78 + 1 + PROVESTATES_SEEDED);
    struct provestates again = list(13, arena);
    assert_int_equal(again.count, states.count);
    assert_memory_equal(again.down, states.down, states.count * sizeof(*states.down));
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_all_states_of_few_clusters),
        cmocka_unit_test(lists_some_states_of_many_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
