/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] = "version: 1\n"
                           "builtin: 2026-01\n"
                           "data: { country: geo/a.mmdb, max-age: 2d }\n"
                           "operators: { me: { country: NL } }\n"
                           "routes: { web: [{ who: [any], to: [one] }] }\n"
                           "names: { app.example.org.: { route: web } }\n";

static struct policy *read_text(const char *file, const char *rest, char *room, size_t size,
                                struct errs *errs)
{
    snprintf(room, size, "%s%s", head, rest);
    return policy_read_text(file, room, strlen(room), errs);
}

static const char clusters[] =
    "clusters: { one: { target: one.example.org., location: NL, controlled-by: [me] } }\n";

static void reads_what_is_said_and_fills_in_what_is_not(void **state)
{
    (void)state;
    char room[2048];
    struct errs *errs = errs_new();
    struct policy *policy = read_text("etc/p.yaml", clusters, room, sizeof(room), errs);
    assert_non_null(policy);
    assert_string_equal(policy->country_paths[0], "etc/geo/a.mmdb");
    assert_int_equal(policy->max_age_s, 2 * 86400);
    assert_int_equal(policy->names[0].ttl_s, 60);
    assert_int_equal(policy->names[0].answer, ANSWER_CNAME);
    assert_int_equal(policy->names[0].lasts.count, 1);
    assert_int_equal(policy->names[0].lasts.list[0].kind, LAST_SERVFAIL);
    assert_int_equal(policy->clusters[0].weight, 1);
    assert_int_equal(policy->clusters[0].health.probe, PROBE_NONE);
    assert_true(policy->routes[0].entries[0].window.from_s == INT64_MIN);
    assert_true(policy->routes[0].entries[0].window.until_s == INT64_MAX);
    assert_null(policy->errs);
    policy_free(policy);
    errs_free(errs);
}

static void gives_no_policy_after_a_fault_however_often_it_is_read(void **state)
{
    (void)state;
    char room[2048];
    struct errs *errs = errs_new();
    assert_null(read_text("p.yaml", "clusters: { one: {} }\n", room, sizeof(room), errs));
    size_t count = errs_count(errs, ERR_ERROR);
    assert_int_equal(count, 3); /* location, controlled-by, what to answer */
    assert_null(read_text("p.yaml", "clusters: { one: {} }\n", room, sizeof(room), errs));
    assert_int_equal(errs_count(errs, ERR_ERROR), count);
    assert_null(policy_read("/nonexistent/p.yaml", errs));
    assert_int_equal(errs_count(errs, ERR_ERROR), count + 1);
    policy_free(NULL);
    errs_free(errs);
}

static void lists_each_own_network_once(void **state)
{
    (void)state;
    char room[2048];
    struct errs *errs = errs_new();
    struct policy *policy = read_text(
        "p.yaml",
        "clusters: { one: { target: one.example.org., location: NL, controlled-by: [me] } "
        "}\n"
        "groups:\n"
        "  first: [192.0.2.0/24, \"2001:db8:0::/32\"]\n"
        "  second: [\"2001:0db8::/32\", 192.0.2.0/25, first]\n",
        room, sizeof(room), errs);
    assert_non_null(policy);
    assert_int_equal(policy->nprefixes, 3);
    assert_int_equal(policy->groups[1].who.any_of.list[0].number, 1);
    assert_int_equal(policy->groups[1].who.any_of.list[2].kind, TERM_GROUP);
    assert_int_equal(policy->groups[1].who.any_of.list[2].number, 0);
    policy_free(policy);
    errs_free(errs);
}

static void shows_lines_of_its_files_as_long_as_it_lives(void **state)
{
    (void)state;
    char room[2048];
    struct errs *errs = errs_new();
    struct policy *policy = read_text("p.yaml", clusters, room, sizeof(room), errs);
    assert_non_null(policy);
    assert_int_equal(policy->clusters[0].at.line, 7);
    err_find(errs, ERR_WARNING, "U1", policy->clusters[0].at, 3, "said later");
    assert_string_equal(errs_at(errs, 0)->line,
                        "clusters: { one: { target: one.example.org., location: NL, "
                        "controlled-by: [me] } }");
    policy_free(policy);
    errs_free(errs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_said_and_fills_in_what_is_not),
        cmocka_unit_test(gives_no_policy_after_a_fault_however_often_it_is_read),
        cmocka_unit_test(lists_each_own_network_once),
        cmocka_unit_test(shows_lines_of_its_files_as_long_as_it_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
