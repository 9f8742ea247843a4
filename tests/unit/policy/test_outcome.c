/* SPDX-License-Identifier: Apache-2.0 */
/* What decisions come to in states of health. */
#include "policy/outcome.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint64_t tiers[] = {BIT_US, BIT_AMS, BIT_EU};
static const struct decision_part part = {.tiers = tiers, .ntiers = 3};
static const struct decision_last lasts[] = {{.kind = LAST_CLUSTER, .cluster = SAMPLE_SORRY},
                                             {.kind = LAST_REFUSED}};
static const struct decision decision = {.parts = &part, .nparts = 1, .lasts = lasts, .nlasts = 2};

static void tries_tiers_in_order_and_drained_ones_after_all(void **state)
{
    (void)state;
    static const struct {
        uint64_t down;
        uint64_t want;
    } rows[] = {
        {0, BIT_US},
        {BIT_US, BIT_EU}, /* ams is drained: after the other tiers */
        {BIT_US | BIT_EU, BIT_AMS},
        {BIT_US | BIT_EU | BIT_AMS, BIT_SORRY},
        {BIT_ALL, BIT_SORRY}, /* a last resort needs no health */
    };
    static struct sample s;
    sample_make(&s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome_state at = outcome_start(&s.policy, rows[i].down);
        struct outcome out = outcome_of(&decision, &at);
        assert_int_equal(out.clusters, rows[i].want);
        assert_false(out.servfail || out.refused || out.nodata);
    }
}

static void skips_a_last_resort_that_is_off(void **state)
{
    (void)state;
    static struct sample s;
    sample_make(&s);
    s.clusters[SAMPLE_SORRY].state = STATE_OFF;
    struct outcome_state at = outcome_start(&s.policy, BIT_ALL);
    struct outcome out = outcome_of(&decision, &at);
    assert_int_equal(out.clusters, 0);
    assert_true(out.refused);
    assert_false(out.servfail);
    s.clusters[SAMPLE_SORRY].state = STATE_DRAIN;
    at = outcome_start(&s.policy, BIT_ALL);
    assert_int_equal(outcome_of(&decision, &at).clusters, BIT_SORRY);
}

static void try_anyway_asks_again_with_everybody_up(void **state)
{
    (void)state;
    static const struct decision_last anyway[] = {{.kind = LAST_TRY_ANYWAY}};
    const struct decision trying = {.parts = &part, .nparts = 1, .lasts = anyway, .nlasts = 1};
    const struct outcome_state at = {.up = 0, .drained = BIT_US, .off = BIT_AMS};
    assert_int_equal(outcome_of(&trying, &at).clusters, BIT_EU);
    const struct outcome_state off = {.up = 0, .off = BIT_ALL};
    struct outcome out = outcome_of(&trying, &off);
    assert_int_equal(out.clusters, 0);
    assert_true(out.servfail); /* the implicit end of every list */
}

static void gathers_the_parts_of_shares(void **state)
{
    (void)state;
    static const uint64_t new_tier[] = {BIT_NL};
    const struct decision_part parts[] = {{.share = 500, .tiers = new_tier, .ntiers = 1}, part};
    const struct decision shared = {.parts = parts, .nparts = 2, .lasts = lasts, .nlasts = 2};
    const struct outcome_state up = {.up = BIT_ALL};
    const struct outcome_state down = {.up = BIT_US};
    assert_int_equal(outcome_of(&shared, &up).clusters, BIT_NL | BIT_US);
    assert_int_equal(outcome_of(&shared, &down).clusters, BIT_SORRY | BIT_US);
    const struct decision refused = {.refused = true};
    assert_true(outcome_of(&refused, &up).refused);
    assert_int_equal(outcome_of(&refused, &up).clusters, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tries_tiers_in_order_and_drained_ones_after_all),
        cmocka_unit_test(skips_a_last_resort_that_is_off),
        cmocka_unit_test(try_anyway_asks_again_with_everybody_up),
        cmocka_unit_test(gathers_the_parts_of_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
