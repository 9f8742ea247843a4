/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions: what a place can be given, in which order. */
#include "policy/decision.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct decision decide(const struct sample *s, const char *country, uint64_t eligible,
                              struct arena *arena)
{
    struct law_case ask = sample_ask(s);
    struct spot spot = sample_spot(country);
    struct decision out;
    decision_make(&ask, &spot, eligible, arena, &out);
    return out;
}

static void keeps_the_order_of_the_first_entry_that_matches(void **state)
{
    (void)state;
    static struct sample s;
    struct arena *arena = arena_new(4096);
    sample_make(&s);
    struct decision nl = decide(&s, "NL", BIT_NL | BIT_EU | BIT_SORRY, arena);
    struct decision unknown = decide(&s, "", BIT_NL | BIT_EU | BIT_SORRY, arena);
    struct decision de = decide(&s, "DE", BIT_NL | BIT_EU | BIT_SORRY, arena);
    assert_int_equal(nl.nparts, 1);
    assert_int_equal(nl.parts[0].ntiers, 2);
    assert_int_equal(nl.parts[0].tiers[0], BIT_NL);
    assert_int_equal(nl.parts[0].tiers[1], BIT_EU);
    assert_int_equal(nl.nlasts, 2);
    assert_int_equal(nl.lasts[0].cluster, SAMPLE_SORRY);
    assert_int_equal(decision_reach(&nl), BIT_NL | BIT_EU | BIT_SORRY);
    assert_true(decision_equal(&nl, &unknown)); /* by another entry: one decision all the same */
    assert_int_equal(decision_hash(&nl), decision_hash(&unknown));
    assert_false(decision_equal(&nl, &de));
    arena_free(arena);
}

static void drops_what_the_law_forbids(void **state)
{
    (void)state;
    static struct sample s;
    struct arena *arena = arena_new(4096);
    sample_make(&s);
    struct decision decision = decide(&s, "US", BIT_EU | BIT_AMS, arena);
    assert_int_equal(decision.parts[0].ntiers, 2);
    assert_int_equal(decision.parts[0].tiers[0], BIT_AMS);
    assert_int_equal(decision.parts[0].tiers[1], BIT_EU);
    assert_int_equal(decision.nlasts, 1); /* the last resort is no eligible cluster */
    assert_int_equal(decision.lasts[0].kind, LAST_SERVFAIL);
    decision = decide(&s, "US", 0, arena);
    assert_true(decision.refused);
    assert_int_equal(decision.nparts, 0);
    assert_int_equal(decision.nlasts, 0);
    arena_free(arena);
}

static void a_share_falls_through_to_the_next_entry(void **state)
{
    (void)state;
    static struct sample s;
    struct arena *arena = arena_new(4096);
    sample_make(&s);
    s.entries[1].share = 500;
    struct decision nl = decide(&s, "NL", BIT_NL | BIT_EU, arena);
    assert_int_equal(nl.nparts, 2);
    assert_int_equal(nl.parts[0].share, 500);
    assert_int_equal(nl.parts[0].tiers[0], BIT_NL);
    assert_int_equal(nl.parts[1].share, 0);
    assert_int_equal(nl.parts[1].tiers[0], BIT_EU);
    s.entries[1].window.until_s = 0; /* closed from now on */
    nl = decide(&s, "NL", BIT_NL | BIT_EU, arena);
    assert_int_equal(nl.nparts, 1);
    assert_int_equal(nl.parts[0].tiers[0], BIT_EU);
    arena_free(arena);
}

static void selectors_never_pick_a_last_resort(void **state)
{
    (void)state;
    static const struct policy_tier tiers[] = {{.kind = TIER_SAME_COUNTRY},
                                               {.kind = TIER_ANY_ELIGIBLE}};
    static struct sample s;
    struct arena *arena = arena_new(4096);
    sample_make(&s);
    s.entries[4] = sample_entry(&sample_any, tiers, 2);
    s.route.entries = &s.entries[4];
    s.route.nentries = 1;
    struct decision nl = decide(&s, "NL", BIT_NL | BIT_EU | BIT_AMS | BIT_SORRY, arena);
    assert_int_equal(nl.parts[0].ntiers, 2);
    assert_int_equal(nl.parts[0].tiers[0], BIT_NL | BIT_AMS);
    assert_int_equal(nl.parts[0].tiers[1], BIT_NL | BIT_EU | BIT_AMS);
    struct decision unknown = decide(&s, "", BIT_NL | BIT_SORRY, arena);
    assert_int_equal(unknown.parts[0].ntiers, 1); /* no country is the same as unknown */
    assert_int_equal(unknown.parts[0].tiers[0], BIT_NL);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order_of_the_first_entry_that_matches),
        cmocka_unit_test(drops_what_the_law_forbids),
        cmocka_unit_test(a_share_falls_through_to_the_next_entry),
        cmocka_unit_test(selectors_never_pick_a_last_resort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
