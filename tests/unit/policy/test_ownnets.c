/* SPDX-License-Identifier: Apache-2.0 */
/* Own networks laid flat: which hold an address, and which sets of them nothing tells apart. */
#include "policy/ownnets.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = OWNNETS_TOLD + 100 };

/* A policy of two groups; networks go to one of them each, 10.0.0.0/8 to the first. */
struct bench {
    struct policy policy;
    struct policy_group groups[2];
    struct policy_term terms[2][MANY + 4];
    size_t counts[2];
    struct prefix prefixes[MANY + 8];
    struct arena *arena;
    struct ownnets own;
};

static void add(struct bench *bench, size_t group, const char *text)
{
    struct policy *policy = &bench->policy;
    assert_true(prefix_parse(text, &bench->prefixes[policy->nprefixes], NULL));
    bench->terms[group][bench->counts[group]++] =
        (struct policy_term){.kind = TERM_NETWORK, .number = (uint32_t)policy->nprefixes};
    policy->nprefixes++;
}

/* many: so many /24 from 10.0.0.0 on, by turns in both groups. */
static void begin(struct bench *bench, size_t many)
{
    char text[32];
    *bench = (struct bench){.arena = arena_new(65536)};
    bench->policy.prefixes = bench->prefixes;
    bench->policy.groups = bench->groups;
    bench->policy.ngroups = 2;
    add(bench, 0, "10.0.0.0/8");
    for (size_t i = 0; i < many; i++) {
        snprintf(text, sizeof(text), "10.%zu.%zu.0/24", i / 256, i % 256);
        add(bench, i % 2, text);
    }
    add(bench, 1, "192.0.2.0/24");
    add(bench, 1, "2001:db8::/32");
}

static void make(struct bench *bench)
{
    for (size_t g = 0; g < 2; g++) {
        bench->groups[g].who = (struct policy_who){
            .has_any_of = true, .any_of = {.list = bench->terms[g], .count = bench->counts[g]}};
    }
    ownnets_make(&bench->policy, bench->arena, &bench->own);
}

static void done(struct bench *bench)
{
    ownnets_done(&bench->own);
    arena_free(bench->arena);
}

static uint32_t set_of(const struct bench *bench, const char *text)
{
    struct prefix network;
    assert_true(prefix_parse(text, &network, NULL));
    return ownnets_of(&bench->own, &network);
}

static uint32_t alike(const struct bench *bench, const char *text)
{
    uint32_t set = set_of(bench, text);
    return set == 0 ? 0 : bench->own.sets[set - 1].alike;
}

static void finds_the_networks_that_hold_all_of_one(void **state)
{
    (void)state;
    static struct bench bench;
    static const struct {
        const char *network;
        size_t count;
    } rows[] = {{"10.0.0.0/24", 2},     {"10.0.0.7/32", 2},    {"10.0.0.0/23", 1},
                {"10.0.0.0/8", 1},      {"10.0.0.0/7", 0},     {"10.9.0.0/24", 1},
                {"0.0.0.0/0", 0},       {"192.0.2.128/25", 1}, {"192.0.3.0/24", 0},
                {"2001:db8:1::/48", 1}, {"2001:db8::/31", 0},  {"::/0", 0}};
    begin(&bench, 4);
    make(&bench);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t set = set_of(&bench, rows[i].network);
        size_t count = set == 0 ? 0 : bench.own.sets[set - 1].nnets;
        if (count != rows[i].count) {
            fail_msg("%s: in %zu networks", rows[i].network, count);
        }
    }
    done(&bench);
}

static void tells_few_networks_apart(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench, 4);
    make(&bench);
    assert_int_not_equal(alike(&bench, "10.0.0.0/24"), alike(&bench, "10.0.2.0/24"));
    done(&bench);
}

static void joins_many_that_stand_in_the_same_lists(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench, MANY);
    make(&bench);
    /* in both groups, whichever the /24 is */
    assert_int_equal(alike(&bench, "10.0.1.0/24"), alike(&bench, "10.0.3.0/24"));
    /* a /24 of the first group inside the /8 of the first: no other lists than the /8 alone */
    assert_int_equal(alike(&bench, "10.0.0.0/24"), alike(&bench, "10.99.0.0/24"));
    assert_int_not_equal(alike(&bench, "10.0.0.0/24"), alike(&bench, "10.0.1.0/24"));
    /* of the second group alone, in either family */
    assert_int_equal(alike(&bench, "192.0.2.0/24"), alike(&bench, "2001:db8::/48"));
    assert_int_not_equal(alike(&bench, "192.0.2.0/24"), alike(&bench, "10.0.1.0/24"));
    assert_int_equal(alike(&bench, "192.0.3.0/24"), 0);
    done(&bench);
}

/* R1 asks for each network that an entry itself names: they are never taken together. */
static void tells_networks_of_an_entry_apart(void **state)
{
    (void)state;
    static struct bench bench;
    static struct policy_term terms[2];
    struct policy_entry entry = {
        .who = {.has_any_of = true, .any_of = {.list = terms, .count = 2}}};
    struct policy_route route = {.entries = &entry, .nentries = 1};
    begin(&bench, MANY);
    terms[0] = bench.terms[0][1]; /* 10.0.0.0/24 */
    terms[1] = bench.terms[0][2]; /* 10.0.2.0/24 */
    bench.policy.routes = &route;
    bench.policy.nroutes = 1;
    make(&bench);
    assert_int_not_equal(alike(&bench, "10.0.0.0/24"), alike(&bench, "10.0.2.0/24"));
    assert_int_not_equal(alike(&bench, "10.0.0.0/24"), alike(&bench, "10.0.4.0/24"));
    assert_int_equal(alike(&bench, "10.0.4.0/24"), alike(&bench, "10.0.6.0/24"));
    done(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_networks_that_hold_all_of_one),
        cmocka_unit_test(tells_few_networks_apart),
        cmocka_unit_test(joins_many_that_stand_in_the_same_lists),
        cmocka_unit_test(tells_networks_of_an_entry_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
