/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/refusal.h"

#include "policy/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { RULES = 100, CLUSTERS = 2, WORDS = 2 };

/* A hundred rules that keep people from cluster 0, but for rule 3, which excludes nothing. */
struct bench {
    struct arena *arena;
    struct policy policy;
    struct policy_rule rules[RULES];
    struct policy_cluster clusters[CLUSTERS];
    uint64_t always[WORDS];
    uint64_t sometimes[WORDS];
};

static int begin(void **state)
{
    static struct bench bench;
    bench = (struct bench){.arena = arena_new(4096)};
    for (int i = 0; i < RULES; i++) {
        bench.rules[i] = (struct policy_rule){.name = arena_printf(bench.arena, "rule-%d", i),
                                              .never = i == 3 ? 0 : 1};
    }
    bench.policy = (struct policy){
        .rules = bench.rules, .nrules = RULES, .clusters = bench.clusters, .nclusters = CLUSTERS};
    *state = &bench;
    return 0;
}

static int end(void **state)
{
    struct bench *bench = *state;
    arena_free(bench->arena);
    return 0;
}

static void put(uint64_t *set, size_t rule)
{
    set[rule / 64] |= UINT64_C(1) << rule % 64;
}

static const char *text_of(struct bench *bench, bool refused)
{
    struct refusal_rules rules = {bench->always, bench->sometimes};
    return refusal_text(&bench->policy, &rules, refusal_excluding(&bench->policy, bench->arena),
                        refused, NULL, bench->arena);
}

static void names_every_rule_that_applies_to_all(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(refusal_words(&bench->policy), WORDS);
    assert_string_equal(text_of(bench, false), "residency: no healthy cluster");
    put(bench->always, 0);
    put(bench->always, 99); /* beyond the first word of the set */
    put(bench->sometimes, 0);
    put(bench->sometimes, 99);
    assert_string_equal(text_of(bench, false), "residency rule-0, rule-99: no healthy cluster");
    assert_string_equal(text_of(bench, true), "residency rule-0, rule-99: no cluster is allowed");
}

static void says_which_apply_to_some_only(void **state)
{
    struct bench *bench = *state;
    put(bench->sometimes, 70);
    assert_string_equal(text_of(bench, false), "residency (in part rule-70): no healthy cluster");
    put(bench->always, 1);
    put(bench->sometimes, 1);
    put(bench->sometimes, 2);
    assert_string_equal(text_of(bench, false),
                        "residency rule-1 (in part also rule-2, rule-70): no healthy cluster");
}

static void leaves_out_rules_that_exclude_nobody(void **state)
{
    struct bench *bench = *state;
    put(bench->always, 3);
    put(bench->sometimes, 3);
    assert_string_equal(text_of(bench, false), "residency: no healthy cluster");
}

static void counts_what_has_no_room(void **state)
{
    struct bench *bench = *state;
    char name[64];
    snprintf(name, sizeof(name), "%063d", 0); /* as long as a rule's name may be */
    for (size_t i = 0; i < RULES; i++) {
        bench->rules[i].name = name;
        put(i % 2 ? bench->always : bench->sometimes, i);
        put(bench->sometimes, i);
    }
    const char *text = text_of(bench, true);
    assert_true(strlen(text) <= REFUSAL_TEXT_MAX);
    assert_non_null(strstr(text, ", 47 more (in part also 50 more): no cluster is allowed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_every_rule_that_applies_to_all, begin, end),
        cmocka_unit_test_setup_teardown(says_which_apply_to_some_only, begin, end),
        cmocka_unit_test_setup_teardown(leaves_out_rules_that_exclude_nobody, begin, end),
        cmocka_unit_test_setup_teardown(counts_what_has_no_room, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
