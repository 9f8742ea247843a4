/* SPDX-License-Identifier: Apache-2.0 */
/* The law of many places and names at once is the law of each. */
#include "policy/lawtable.h"

#include "policy/law.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { NAMES = 6, RULES = 40, SPOTS = 5 };

struct bench {
    struct sample sample;
    struct policy_name names[NAMES];
    struct policy_rule rules[RULES];
    uint32_t covered[RULES][2];
    struct spot spots[SPOTS];
    struct kinds kinds;
    struct arena *arena;
};

/* Rules for one place each, of all names, one or two; names 0 and 3 stand in the same ones. */
static void begin(struct bench *bench)
{
    static const struct policy_term who[] = {{.kind = TERM_COUNTRY, .code = "NL"},
                                             {.kind = TERM_COUNTRY, .code = "DE"},
                                             {.kind = TERM_UNKNOWN},
                                             {.kind = TERM_ANY}};
    *bench = (struct bench){.arena = arena_new(4096)};
    sample_make(&bench->sample);
    for (uint32_t n = 0; n < NAMES; n++) {
        bench->names[n] = bench->sample.names[0];
    }
    for (uint32_t i = 0; i < RULES; i++) {
        uint32_t name = 1 + i % 5;
        bench->covered[i][0] = name == 3 ? 0 : name;
        bench->covered[i][1] = 3;
        bench->rules[i] = (struct policy_rule){.name = "rule",
                                               .who = sample_who(&who[i * 7 % 4]),
                                               .never = UINT64_C(1) << i % 5,
                                               .names = bench->covered[i],
                                               .nnames = i % 3 == 0  ? 0
                                                         : name == 3 ? 2
                                                                     : 1,
                                               .window = sample_always};
        bench->rules[i].window.until_s = i % 8 == 0 ? 1000 : INT64_MAX;
    }
    bench->sample.policy.names = bench->names;
    bench->sample.policy.nnames = NAMES;
    bench->sample.policy.rules = bench->rules;
    bench->sample.policy.nrules = RULES;
    const char *countries[] = {"NL", "DE", "US", "", "FR"};
    for (size_t i = 0; i < SPOTS; i++) {
        memcpy(bench->spots[i].country, countries[i], strlen(countries[i]) + 1);
    }
    kinds_make(&bench->sample.policy, KINDS_BY_LASTS, bench->arena, &bench->kinds);
}

static void takes_names_in_the_same_rules_together(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench);
    assert_int_equal(bench.kinds.of[0], bench.kinds.of[3]);
    assert_int_equal(bench.kinds.count, NAMES - 1);
    assert_true(kinds_leads(&bench.kinds, 0));
    assert_false(kinds_leads(&bench.kinds, 3));
    bench.names[3].route = 1;
    kinds_make(&bench.sample.policy, KINDS_BY_LASTS, bench.arena, &bench.kinds);
    assert_int_equal(bench.kinds.count, NAMES);
    bench.names[3] = bench.names[0];
    struct policy_last copy[2] = {bench.names[0].lasts.list[0], bench.names[0].lasts.list[1]};
    bench.names[3].lasts = (struct policy_lasts){.list = copy, .count = 2};
    kinds_make(&bench.sample.policy, KINDS_BY_LASTS, bench.arena, &bench.kinds);
    assert_int_equal(bench.kinds.count, NAMES - 1);
    kinds_make(&bench.sample.policy, KINDS_BY_LIST, bench.arena, &bench.kinds);
    assert_int_equal(bench.kinds.count, NAMES); /* another list, of the same words */
    copy[0].cluster = SAMPLE_NL;
    kinds_make(&bench.sample.policy, KINDS_BY_LASTS, bench.arena, &bench.kinds);
    assert_int_equal(bench.kinds.count, NAMES);
    arena_free(bench.arena);
}

static void says_what_the_law_says_of_each(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench);
    const struct policy *policy = &bench.sample.policy;
    struct lawtable *table = lawtable_new(policy, &bench.kinds, bench.arena);
    for (int64_t time_s = 0; time_s <= 2000; time_s += 2000) {
        lawtable_lay(table, bench.spots, SPOTS, time_s);
        for (uint32_t n = 0; n < NAMES; n++) {
            for (size_t s = 0; s < SPOTS; s++) {
                struct law_case ask = {.policy = policy, .name = n, .time_s = time_s};
                assert_int_equal(lawtable_eligible(table, bench.kinds.of[n], s),
                                 law_eligible(&ask, &bench.spots[s]));
            }
        }
    }
    for (size_t i = 0; i < RULES; i++) {
        assert_int_equal(lawtable_satisfying(table, i), law_satisfying(policy, &bench.rules[i]));
    }
    lawtable_done(table);
    arena_free(bench.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_names_in_the_same_rules_together),
        cmocka_unit_test(says_what_the_law_says_of_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
