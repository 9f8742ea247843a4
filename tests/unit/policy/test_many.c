/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies of very many lines are checked and compiled soon. (The time limit of the test program is
 * what "soon" means: what went through each pair of them took minutes.)
 */
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/policy.h"
#include "policy/tables.h"
#include "policy/usage.h"

#include "base/attr.h"
#include "sample.h"
#include "saying.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MANY = 60000, NOW_S = 1790000000 };

static void say_head(struct text *text)
{
    char *database = sample_path("policies/geo/example-country.mmdb");
    say(text,
        "version: 1\nbuiltin: 2026-01\ndata: { country: %s }\n"
        "operators: { me: { country: NL }, you: { country: US } }\n"
        "clusters:\n"
        "  home: { target: home.example.org., location: NL, controlled-by: [me] }\n"
        "  away: { target: away.example.org., location: US, controlled-by: [you] }\n",
        database);
    free(database);
}

static void say_tail(struct text *text, const char *first)
{
    say(text,
        "residency: [{ name: here, who: [eea, %s], located-in: [NL] }]\n"
        "routes: { web: [{ who: [eea, unknown, %s], to: [home] }, { who: [any], to: [away, home] "
        "}] }\n"
        "names: { app.example.org.: { route: web } }\n"
        "expect: [{ from: [%s], never: [away] }]\n",
        first, first, first);
}

/* All /24 of 11/8 on, each once, in no order. */
static void say_network(struct text *text, unsigned number)
{
    unsigned at = (number * 7919u) % (1u << 20);
    say(text, "%u.%u.%u.0/24", 11 + (at >> 16), at >> 8 & 255, at & 255);
}

static void corrections(struct text *text)
{
    static const char *const countries[] = {"NL", "DE", "US", "unknown"};
    say(text, "networks:\n");
    for (unsigned i = 0; i < MANY; i++) {
        say(text, "  ");
        say_network(text, i);
        say(text, ": { country: %s, why: moved, until: 2035-01-%02u }\n", countries[i % 4],
            1 + i % 9);
    }
    say_tail(text, "NL");
}

static void one_group(struct text *text)
{
    say(text, "groups:\n  ours: [");
    for (unsigned i = 0; i < MANY; i++) {
        say_network(text, i);
        say(text, i + 1 == MANY ? "]\n" : ", ");
    }
    say_tail(text, "ours");
}

static void many_groups(struct text *text)
{
    say(text, "groups:\n");
    for (unsigned i = 0; i < MANY; i++) {
        if (i % 100 == 0) {
            say(text, "  group-%u: [", i / 100);
        }
        say_network(text, i);
        say(text, i % 100 == 99 ? "]\n" : ", ");
    }
    say(text, "  ours: [");
    for (unsigned i = 0; i < MANY / 100; i++) {
        say(text, "%sgroup-%u", i == 0 ? "" : ", ", i);
    }
    say(text, "]\n");
    say_tail(text, "ours");
}

/* A rule and an entry for each of many names, and a law for all. */
static void many_names(struct text *text)
{
    enum { NAMES = 1000 };
    say(text, "residency:\n  - { name: here, who: [eea], located-in: [NL] }\n");
    for (unsigned i = 0; i < NAMES; i++) {
        say(text, "  - { name: rule-%u, who: [DE], never: [away], names: [n%u.example.org.] }\n", i,
            i % (NAMES / 2));
    }
    say(text, "routes:\n");
    for (unsigned i = 0; i < NAMES; i++) {
        say(text,
            "  r%u: [{ who: [eea, unknown], to: [home] }, { who: [any], to: [away, home] }]\n",
            i + 100);
    }
    say(text, "names:\n");
    for (unsigned i = 0; i < NAMES; i++) {
        say(text, "  n%u.example.org.: { route: r%u }\n", i, i + 100);
    }
}

static void judge(const struct policy *policy, struct errs *errs)
{
    struct atlas_data data;
    struct build *build = build_new();
    struct range_ref *targets = calloc(policy->nnames + 1, sizeof(*targets));
    uint32_t index;
    assert_true(atlas_open(policy, NULL, &data, errs));
    lint_law(policy, &data, NOW_S, errs);
    usage_check(policy, &data, NOW_S, errs);
    assert_int_equal((expect_check)(policy, &data, NOW_S, errs), policy->nexpects);
    assert_true(tables_make(build, policy, &data, NOW_S, REF_NONE, targets, NULL, &index, errs));
    atlas_close(&data);
    build_free(build);
    free(targets);
}

static void judges_many_lines_soon(void **state)
{
    (void)state;
    static void (*const makers[])(struct text *) = {corrections, one_group, many_groups,
                                                    many_names};
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        struct text text = {.at = malloc(SAYING_ROOM)};
        struct errs *errs = errs_new();
        assert_non_null(text.at);
        say_head(&text);
        makers[i](&text);
        struct policy *policy = policy_read_text("many.yaml", text.at, text.len, errs);
        if (policy != NULL) {
            judge(policy, errs);
        }
        if (policy == NULL || errs_count(errs, ERR_ERROR) > 0) {
            fail_msg("policy %zu: %s", i, errs_at(errs, 0)->text);
        }
        policy_forget(policy, errs);
        policy_free(policy);
        errs_free(errs);
        free(text.at);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_many_lines_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
