/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "step/choose.h"

#include <string.h>

static const uint8_t app[] = "\3app\7example";

/* A policy of four clusters: 0 and 1 in one tier, 2 drained, 3 the last resort. */
struct bench {
    struct image image;
    struct image_policy policy;
    struct image_policy_binding binding;
    struct image_policy_decision decision;
    struct image_policy_cluster clusters[4];
    struct image_policy_part part;
    struct image_policy_last lasts[2];
    uint64_t tiers[2];
    uint8_t blob[32];
    struct rendezvous who;
};

static void begin(struct bench *bench)
{
    *bench = (struct bench){
        .policy = {.clusters = {0, 4}, .drained = 4},
        .decision = {.parts = {0, 1}, .lasts = {0, 2}},
        .part = {.tiers = {0, 2}},
        .lasts = {{.kind = POLICY_LAST_CLUSTER, .cluster = 3}, {.kind = POLICY_LAST_SERVFAIL}},
        .tiers = {3, 4},
        .who = {.network = {.addr = {.family = FAMILY_IPV4}, .bits = 24},
                .name = {.at = app, .len = sizeof(app)}}};
    memcpy(bench->blob, "abcd", 4);
    for (uint32_t i = 0; i < 4; i++) {
        bench->clusters[i] = (struct image_policy_cluster){.name = {i, 1}, .weight = 1};
    }
    bench->image.at[SECTION_BLOB] = bench->blob;
    bench->image.at[SECTION_POLICY_CLUSTER] = bench->clusters;
    bench->image.at[SECTION_POLICY_PART] = &bench->part;
    bench->image.at[SECTION_POLICY_LAST] = bench->lasts;
    bench->image.at[SECTION_POLICY_TIER] = bench->tiers;
}

static struct choice choose(struct bench *bench, uint64_t up)
{
    struct policy_states states = states_initial(&bench->policy);
    states.up = up;
    return choose_cluster(&bench->image, &bench->policy, &bench->binding, &bench->decision, &states,
                          &bench->who);
}

static void keeps_to_the_tiers(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    for (unsigned i = 0; i < 256; i++) {
        bench.who.network.addr.octets[2] = (uint8_t)i;
        struct choice both = choose(&bench, UINT64_MAX);
        assert_true(both.cluster < 2);
        uint32_t other = 1 - both.cluster;
        struct choice without = choose(&bench, ~(UINT64_C(1) << other));
        assert_int_equal(without.cluster, both.cluster); /* only its own clients move */
        assert_int_equal(choose(&bench, ~(UINT64_C(1) << both.cluster)).cluster, other);
    }
    assert_int_equal(choose(&bench, ~UINT64_C(3)).cluster, 2);
}

static void drained_ones_come_after_all_tiers(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    bench.tiers[0] = 4;
    bench.tiers[1] = 1;
    assert_int_equal(choose(&bench, UINT64_MAX).cluster, 0);
    assert_int_equal(choose(&bench, ~UINT64_C(1)).cluster, 2);
}

static void last_resorts_need_no_health(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    assert_int_equal(choose(&bench, 0).kind, CHOICE_CLUSTER);
    assert_int_equal(choose(&bench, 0).cluster, 3);
    bench.policy.off = 8;
    assert_int_equal(choose(&bench, 0).kind, CHOICE_SERVFAIL);
    bench.lasts[0].kind = POLICY_LAST_TRY_ANYWAY;
    assert_true(choose(&bench, 0).cluster < 2);
    bench.policy.off = 15;
    bench.lasts[1].kind = POLICY_LAST_NODATA;
    assert_int_equal(choose(&bench, UINT64_MAX).kind, CHOICE_NODATA);
}

static void refuses_where_the_law_leaves_nothing(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    bench.decision.flags = POLICY_REFUSED;
    assert_int_equal(choose(&bench, UINT64_MAX).kind, CHOICE_REFUSED);
}

/* What tools ask: all that one part can give, before the client's network picks. */
static void tells_all_that_a_part_can_give(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint64_t up;
        uint32_t part;
        struct choice_set want;
    } rows[] = {
        {"the first tier", UINT64_MAX, 0, {CHOICE_CLUSTER, 3, false, false, CHOICE_FIRST}},
        {"what is left of it", ~UINT64_C(1), 0, {CHOICE_CLUSTER, 2, false, false, CHOICE_FIRST}},
        {"the drained tier", ~UINT64_C(3), 0, {CHOICE_CLUSTER, 4, false, false, CHOICE_DRAINED}},
        {"the last resort", 0, 0, {CHOICE_CLUSTER, 8, true, true, CHOICE_LAST}},
        {"no part takes the client", UINT64_MAX, 1, {CHOICE_CLUSTER, 8, true, true, CHOICE_LAST}},
    };
    struct bench bench;
    begin(&bench);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct policy_states states = states_initial(&bench.policy);
        states.up = rows[i].up;
        struct choice_set got =
            choose_given(&bench.image, &bench.policy, &bench.decision, rows[i].part, &states);
        if (got.clusters != rows[i].want.clusters || got.kind != rows[i].want.kind ||
            got.is_last != rows[i].want.is_last || got.is_named != rows[i].want.is_named ||
            got.how != rows[i].want.how) {
            fail_msg("%s: clusters %llx", rows[i].why, (unsigned long long)got.clusters);
        }
    }
    bench.lasts[0].kind = POLICY_LAST_TRY_ANYWAY;
    struct policy_states none = {.up = 0};
    struct choice_set got = choose_given(&bench.image, &bench.policy, &bench.decision, 0, &none);
    assert_int_equal(got.clusters, 3);
    assert_true(got.is_last && !got.is_named);
    assert_int_equal(got.how, CHOICE_ANYWAY);
    bench.tiers[0] = 4; /* drained, as all of the first tier */
    bench.tiers[1] = 1;
    none.up = UINT64_MAX;
    none.drained = 4;
    assert_int_equal(choose_given(&bench.image, &bench.policy, &bench.decision, 0, &none).how,
                     CHOICE_NEXT);
}

/* Whatever stands on the board: it removes and orders, and the law's clusters are all there is. */
static void gives_nothing_else_in_any_state(void **state)
{
    (void)state;
    struct bench bench;
    uint64_t random = 1;
    begin(&bench);
    for (unsigned i = 0; i < 20000; i++) {
        struct policy_states states;
        uint64_t *words[] = {&states.up, &states.drained, &states.off, &bench.tiers[0],
                             &bench.tiers[1]};
        for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            *words[w] = w < 3 ? random >> (i % 61) : (random >> 40 & 15) | 1;
        }
        bench.lasts[0].kind = i & 1 ? POLICY_LAST_CLUSTER : POLICY_LAST_TRY_ANYWAY;
        uint64_t legal = bench.tiers[0] | bench.tiers[1] | (i & 1 ? 8 : 0);
        struct choice choice = choose_cluster(&bench.image, &bench.policy, &bench.binding,
                                              &bench.decision, &states, &bench.who);
        if (choice.kind == CHOICE_CLUSTER) {
            assert_int_equal(legal >> choice.cluster & 1, 1);
            assert_int_equal(states.off >> choice.cluster & 1, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_to_the_tiers),
        cmocka_unit_test(drained_ones_come_after_all_tiers),
        cmocka_unit_test(last_resorts_need_no_health),
        cmocka_unit_test(tells_all_that_a_part_can_give),
        cmocka_unit_test(gives_nothing_else_in_any_state),
        cmocka_unit_test(refuses_where_the_law_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
