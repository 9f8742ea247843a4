/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions and names as rows of an image. */
#include "policy/rows.h"

#include "image/rulebook.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct bench {
    struct sample sample;
    struct arena *arena;
    struct build *build;
    struct rows rows;
};

static void begin(struct bench *bench)
{
    sample_make(&bench->sample);
    bench->arena = arena_new(4096);
    bench->build = build_new();
    rows_begin(&bench->rows, bench->build, &bench->sample.policy, bench->arena);
}

static void done(struct bench *bench)
{
    build_free(bench->build);
    arena_free(bench->arena);
}

static const struct image_policy_decision *decision_at(const struct bench *bench, uint32_t i)
{
    return build_at(bench->build, SECTION_POLICY_DECISION, i);
}

static bool text_is(const struct bench *bench, struct blob_ref ref, const char *text)
{
    return ref.len == strlen(text) &&
           memcmp(build_at(bench->build, SECTION_BLOB, ref.at), text, ref.len) == 0;
}

static const uint64_t tiers[] = {BIT_NL, BIT_NL | BIT_EU, BIT_US};
static const struct decision_last lasts[] = {{.kind = LAST_CLUSTER, .cluster = SAMPLE_SORRY},
                                             {.kind = LAST_TRY_ANYWAY, .cluster = POLICY_NONE},
                                             {.kind = LAST_NODATA, .cluster = POLICY_NONE}};

/* Sets of the sample's rules. */
static const uint64_t rules_none = 0;
static const uint64_t rules_eea = 1;
static const uint64_t rules_gov = 2;
static const uint64_t rules_all = 3;

static void keeps_each_decision_once(void **state)
{
    (void)state;
    static struct bench bench;
    const uint64_t copy[] = {BIT_NL};
    const struct decision_part a = {.tiers = tiers, .ntiers = 1};
    const struct decision_part b = {.tiers = copy, .ntiers = 1};
    const struct decision_part longer = {.tiers = tiers, .ntiers = 2};
    const struct decision one = {.parts = &a, .nparts = 1};
    const struct decision same = {.parts = &b, .nparts = 1};
    const struct decision other = {.parts = &longer, .nparts = 1};
    begin(&bench);
    assert_int_equal(rows_add(&bench.rows, &one, &rules_all), 0);
    assert_int_equal(rows_add(&bench.rows, &other, &rules_eea), 1);
    assert_int_equal(rows_add(&bench.rows, &same, &rules_gov), 0);
    assert_int_equal(bench.rows.rules[0].always[0], rules_gov);
    assert_int_equal(bench.rows.rules[1].always[0], rules_eea);
    done(&bench);
}

/* More than its first table holds; the list may move meanwhile. */
static void finds_decisions_again_among_many(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench);
    for (uint64_t round = 0; round < 2; round++) {
        for (uint64_t i = 1; i <= 500; i++) {
            uint64_t *tier = arena_alloc(bench.arena, sizeof(*tier));
            struct decision_part *part = arena_alloc(bench.arena, sizeof(*part));
            *tier = i;
            *part = (struct decision_part){.tiers = tier, .ntiers = 1};
            struct decision decision = {.parts = part, .nparts = 1};
            assert_int_equal(rows_add(&bench.rows, &decision, &rules_none), i - 1);
        }
    }
    struct range_ref range = rows_end(&bench.rows);
    assert_int_equal(range.count, 500);
    assert_int_equal(build_count(bench.build, SECTION_POLICY_DECISION), 500);
    done(&bench);
}

static void writes_parts_tiers_and_last_resorts(void **state)
{
    (void)state;
    static struct bench bench;
    const struct decision_part parts[] = {{.share = 500, .tiers = tiers + 2, .ntiers = 1},
                                          {.tiers = tiers, .ntiers = 2}};
    const struct decision decision = {.parts = parts, .nparts = 2, .lasts = lasts, .nlasts = 3};
    begin(&bench);
    rows_add(&bench.rows, &decision, &rules_none);
    rows_end(&bench.rows);
    const struct image_policy_decision *row = decision_at(&bench, 0);
    const struct image_policy_part *part =
        build_at(bench.build, SECTION_POLICY_PART, row->parts.first);
    const uint64_t *tier = build_at(bench.build, SECTION_POLICY_TIER, part[1].tiers.first);
    const struct image_policy_last *last =
        build_at(bench.build, SECTION_POLICY_LAST, row->lasts.first);
    assert_int_equal(row->parts.count, 2);
    assert_int_equal(part[0].share, 500);
    assert_int_equal(part[0].tiers.count, 1);
    assert_int_equal(part[1].tiers.count, 2);
    assert_int_equal(tier[0], BIT_NL);
    assert_int_equal(tier[1], BIT_NL | BIT_EU);
    assert_int_equal(row->lasts.count, 3);
    assert_int_equal(last[0].kind, POLICY_LAST_CLUSTER);
    assert_int_equal(last[0].cluster, SAMPLE_SORRY);
    assert_int_equal(last[1].kind, POLICY_LAST_TRY_ANYWAY);
    assert_int_equal(last[2].kind, POLICY_LAST_NODATA);
    done(&bench);
}

/* What goes by client network has a scope that is no shorter. */
static void marks_what_is_hashed_and_what_is_refused(void **state)
{
    (void)state;
    static struct bench bench;
    const struct decision_part single = {.tiers = tiers, .ntiers = 1};
    const struct decision_part several = {.tiers = tiers + 1, .ntiers = 1};
    const struct decision_part shares[] = {{.share = 1, .tiers = tiers, .ntiers = 1},
                                           {.tiers = tiers, .ntiers = 1}};
    const struct decision decisions[] = {{.parts = &single, .nparts = 1},
                                         {.parts = &several, .nparts = 1},
                                         {.parts = shares, .nparts = 2},
                                         {.refused = true}};
    const uint32_t flags[] = {0, POLICY_HASHED, POLICY_HASHED, POLICY_REFUSED};
    begin(&bench);
    for (size_t i = 0; i < ARRAY_LEN(decisions); i++) {
        rows_add(&bench.rows, &decisions[i], &rules_none);
    }
    rows_end(&bench.rows);
    for (uint32_t i = 0; i < ARRAY_LEN(decisions); i++) {
        assert_int_equal(decision_at(&bench, i)->flags, flags[i]);
    }
    done(&bench);
}

static void names_the_rules_that_leave_nothing(void **state)
{
    (void)state;
    static struct bench bench;
    const struct decision_part part = {.tiers = tiers, .ntiers = 1};
    const struct decision answered = {.parts = &part, .nparts = 1};
    const struct decision refused = {.refused = true};
    begin(&bench);
    rows_add(&bench.rows, &answered, &rules_gov);
    rows_add(&bench.rows, &refused, &rules_all);
    rows_end(&bench.rows);
    assert_true(text_is(&bench, decision_at(&bench, 0)->text,
                        "residency dutch-government-on-dutch-soil: no healthy cluster"));
    assert_true(text_is(&bench, decision_at(&bench, 1)->text,
                        "residency eea-data-in-eea-hands, dutch-government-on-dutch-soil: no "
                        "cluster is allowed"));
    done(&bench);
}

static const char *const bound[] = {"app.example.", "*.w.app.example.", "example."};

/* Names and all above them, each once, by length and then octets, as the look-up wants them. */
static void lists_names_and_what_is_above_them(void **state)
{
    static const struct {
        const char *name;
        uint32_t binding;
    } rows[] = {{".", REF_NONE},
                {"example.", 12},
                {"app.example.", 10},
                {"w.app.example.", REF_NONE},
                {"*.w.app.example.", 11}};
    static const uint32_t bindings[] = {10, 11, 12};
    (void)state;
    static struct bench bench;
    static struct policy_name names[ARRAY_LEN(bound)];
    begin(&bench);
    for (size_t i = 0; i < ARRAY_LEN(bound); i++) {
        assert_true(name_parse(bound[i], strlen(bound[i]), NULL, &names[i].name, NULL));
    }
    bench.sample.policy.names = names;
    bench.sample.policy.nnames = ARRAY_LEN(bound);
    struct range_ref range = rows_names(&bench.rows, bindings);
    assert_int_equal(range.count, ARRAY_LEN(rows));
    for (uint32_t i = 0; i < range.count; i++) {
        struct name name;
        const struct image_policy_name *row =
            build_at(bench.build, SECTION_POLICY_NAME, range.first + i);
        assert_true(name_parse(rows[i].name, strlen(rows[i].name), NULL, &name, NULL));
        assert_int_equal(row->name.len, name.len);
        assert_memory_equal(build_at(bench.build, SECTION_BLOB, row->name.at), name.octets,
                            name.len);
        assert_int_equal(row->binding, rows[i].binding);
    }
    done(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_each_decision_once),
        cmocka_unit_test(finds_decisions_again_among_many),
        cmocka_unit_test(writes_parts_tiers_and_last_resorts),
        cmocka_unit_test(marks_what_is_hashed_and_what_is_refused),
        cmocka_unit_test(names_the_rules_that_leave_nothing),
        cmocka_unit_test(lists_names_and_what_is_above_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
