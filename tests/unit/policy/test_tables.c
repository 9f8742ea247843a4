/* SPDX-License-Identifier: Apache-2.0 */
/* A policy compiled: intervals of time, names that share tables, and what is not compiled. */
#include "policy/tables.h"

#include "image/rulebook.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A policy's text with what the tests vary: rules, entries, and names. */
static const char head[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: tests/geo/union.mmdb }\n"
    "defaults: { no-ecs: unknown }\n"
    "operators: { firm: { country: NL } }\n"
    "clusters:\n"
    "  one: { target: one.example., location: NL, controlled-by: [firm], state: drain }\n"
    "  two: { target: two.example., location: NL, controlled-by: [firm], weight: 3 }\n"
    "  red: { target: red.example., location: US, controlled-by: [firm], state: off }\n";

static const char route[] = "routes:\n"
                            "  web:\n"
                            "    - { who: [NL], to: [one, two] }\n"
                            "    - { who: [any], to: [two] }\n";

struct bench {
    char text[16384];
    struct policy *policy;
    struct atlas_data data;
    struct build *build;
    struct errs *errs;
    struct range_ref targets[8];
    uint32_t index;
};

/* Compile at a time; parts: text behind `head`. */
static bool make(struct bench *bench, const char *parts, int64_t now_s)
{
    char *root = sample_path("");
    *bench = (struct bench){.build = build_new(), .errs = errs_new()};
    snprintf(bench->text, sizeof(bench->text), "%s%s", head, parts);
    bench->policy = policy_read_text("p.yaml", bench->text, strlen(bench->text), bench->errs);
    errs_print(bench->errs, stderr);
    assert_non_null(bench->policy);
    assert_true(bench->policy->nnames <= ARRAY_LEN(bench->targets));
    assert_true(atlas_open(bench->policy, root, &bench->data, bench->errs));
    free(root);
    return tables_make(bench->build, bench->policy, &bench->data, now_s, REF_NONE, bench->targets,
                       NULL, &bench->index, bench->errs);
}

static void done(struct bench *bench)
{
    build_free(bench->build);
    atlas_close(&bench->data);
    errs_free(bench->errs);
    policy_free(bench->policy);
}

static const struct image_policy *row(const struct bench *bench)
{
    return build_at(bench->build, SECTION_POLICY, bench->index);
}

static const struct image_policy_binding *binding(const struct bench *bench, uint32_t i)
{
    return build_at(bench->build, SECTION_POLICY_BINDING, i);
}

static void writes_what_clusters_start_as(void **state)
{
    (void)state;
    static struct bench bench;
    char parts[1024];
    snprintf(parts, sizeof(parts), "%snames: { app.example.: { route: web, ttl: 7 } }\n", route);
    assert_true(make(&bench, parts, 0));
    const struct image_policy_cluster *cluster =
        build_at(bench.build, SECTION_POLICY_CLUSTER, row(&bench)->clusters.first);
    assert_int_equal(row(&bench)->clusters.count, 3);
    assert_int_equal(row(&bench)->drained, 1);
    assert_int_equal(row(&bench)->off, 4);
    assert_int_equal(row(&bench)->flags, POLICY_NO_ECS_UNKNOWN);
    assert_int_equal(row(&bench)->edges.count, 0);
    assert_int_equal(row(&bench)->names.count, 3);
    assert_int_equal(cluster[1].weight, 3);
    assert_int_equal(binding(&bench, 0)->ttl_s, 7);
    assert_int_equal(binding(&bench, 0)->answer, POLICY_CNAME);
    assert_int_equal(binding(&bench, 0)->tables.count, 1);
    done(&bench);
}

/* Same route, rules and last resorts: what else differs is of the answer, not of the choice. */
static void names_that_are_judged_alike_share_their_tables(void **state)
{
    (void)state;
    static struct bench bench;
    char parts[2048];
    snprintf(parts, sizeof(parts),
             "residency:\n"
             "  - { name: law, who: [NL], never: [red], names: [d.example.] }\n"
             "%s"
             "names:\n"
             "  a.example.: { route: web }\n"
             "  b.example.: { route: web, ttl: 5 }\n"
             "  c.example.: { route: web, when-none-healthy: [nodata] }\n"
             "  d.example.: { route: web }\n",
             route);
    assert_true(make(&bench, parts, 0));
    uint32_t first = binding(&bench, 0)->tables.first;
    assert_int_equal(binding(&bench, 1)->tables.first, first);
    assert_int_not_equal(binding(&bench, 2)->tables.first, first);
    assert_int_not_equal(binding(&bench, 3)->tables.first, first);
    assert_int_not_equal(binding(&bench, 3)->tables.first, binding(&bench, 2)->tables.first);
    assert_int_equal(build_count(bench.build, SECTION_POLICY_TABLE), 3);
    done(&bench);
}

static const char windows[] =
    "networks:\n"
    "  10.0.0.0/8: { country: NL, until: 1970-01-05 }\n"
    "residency:\n"
    "  - { name: law, who: [NL], never: [red], from: 1970-01-03 }\n"
    "routes:\n"
    "  web:\n"
    "    - { who: [NL], to: [one, two], from: 1970-01-02, until: 1970-01-03 }\n"
    "    - { who: [any], to: [two] }\n"
    "names: { app.example.: { route: web } }\n";

/* An edge of two windows is one; an edge that is now has been. */
static void makes_a_table_for_each_interval_that_still_comes(void **state)
{
    enum { DAY = 86400 };
    static const struct {
        int64_t now_s;
        uint32_t count;
        int64_t first_s;
    } rows[] = {
        {0, 3, DAY}, {DAY - 1, 3, DAY}, {DAY, 2, 2 * DAY}, {3 * DAY, 1, 4 * DAY}, {4 * DAY, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        static struct bench bench;
        assert_true(make(&bench, windows, rows[i].now_s));
        struct range_ref edges = row(&bench)->edges;
        assert_int_equal(edges.count, rows[i].count);
        assert_int_equal(binding(&bench, 0)->tables.count, rows[i].count + 1);
        if (edges.count > 0) {
            const int64_t *edge = build_at(bench.build, SECTION_POLICY_EDGE, edges.first);
            assert_int_equal(edge[0], rows[i].first_s);
        }
        done(&bench);
    }
}

static void refuses_more_edges_than_it_can_keep(void **state)
{
    (void)state;
    static struct bench bench;
    char parts[8192];
    size_t len = (size_t)snprintf(parts, sizeof(parts), "networks:\n");
    for (int i = 0; i <= TABLES_EDGES_MAX; i++) {
        len += (size_t)snprintf(parts + len, sizeof(parts) - len,
                                "  10.%d.0.0/16: { country: NL, until: 2%03d-01-01 }\n", i, i);
    }
    snprintf(parts + len, sizeof(parts) - len, "%snames: { app.example.: { route: web } }\n",
             route);
    assert_false(make(&bench, parts, 0));
    assert_non_null(strstr(errs_at(bench.errs, 0)->text, "more than 100 edges"));
    assert_int_equal(build_count(bench.build, SECTION_POLICY), 0);
    done(&bench);
}

/* A law that only a later window makes impossible stops the load today. */
static void proves_all_intervals(void **state)
{
    (void)state;
    static struct bench bench;
    char parts[1024];
    snprintf(parts, sizeof(parts),
             "residency:\n"
             "  - { name: law, who: [NL], only: [red], from: 1970-01-03 }\n"
             "%snames: { app.example.: { route: web } }\n",
             route);
    assert_false(make(&bench, parts, 0));
    assert_string_equal(errs_at(bench.errs, 0)->code, "L2");
    done(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_clusters_start_as),
        cmocka_unit_test(names_that_are_judged_alike_share_their_tables),
        cmocka_unit_test(makes_a_table_for_each_interval_that_still_comes),
        cmocka_unit_test(refuses_more_edges_than_it_can_keep),
        cmocka_unit_test(proves_all_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
