/* SPDX-License-Identifier: Apache-2.0 */
/* The proof at load: who is left without an answer, and that no decision leaves the fence. */
#include "policy/proof.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct bench {
    struct sample sample;
    struct atlas atlas; /* one place, at 10/8 */
    struct spot spots[2];
    struct arena *arena;
    struct errs *errs;
};

static void begin(struct bench *bench, const char *country)
{
    *bench = (struct bench){.arena = arena_new(4096), .errs = errs_new()};
    sample_make(&bench->sample);
    assert_true(name_parse("app.example.", 12, NULL, &bench->sample.names[0].name, NULL));
    bench->sample.names[0].at = (struct pos){.file = "p.yaml", .line = 7, .col = 3};
    bench->spots[1] = sample_spot(country);
    bench->atlas = (struct atlas){.spots = bench->spots, .nspots = 2};
    map_build_append(&bench->atlas.v4, (struct map_address){0, 0}, 0);
    map_build_append(&bench->atlas.v4, (struct map_address){0, 0x0a000000}, 1);
    map_build_append(&bench->atlas.v6, (struct map_address){0, 0}, 0);
}

static void done(struct bench *bench)
{
    atlas_done(&bench->atlas);
    errs_free(bench->errs);
    arena_free(bench->arena);
}

/* Prove what the evaluator itself decides for the place. */
static bool prove(struct bench *bench)
{
    struct law_case ask = sample_ask(&bench->sample);
    struct decision decision;
    uint64_t eligible = law_eligible(&ask, &bench->spots[1]);
    decision_make(&ask, &bench->spots[1], eligible, bench->arena, &decision);
    return proof_place(&ask, &bench->atlas, 1, eligible, &decision, bench->errs);
}

static void assert_told(const struct bench *bench, const char *code)
{
    const struct err *err = errs_at(bench->errs, 0);
    assert_non_null(err);
    assert_string_equal(err->code, code);
    assert_int_equal(err->at.line, 7);
    assert_non_null(err->details);
    assert_string_equal(err->details->label, "witness");
    assert_non_null(strstr(err->details->text, "10.0.0.0"));
    assert_null(errs_at(bench->errs, 1));
}

static void holds_for_the_reference(void **state)
{
    static const char *const countries[] = {"NL", "DE", "US", ""};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
        static struct bench bench;
        begin(&bench, countries[i]);
        assert_true(prove(&bench));
        assert_null(errs_at(bench.errs, 0));
        done(&bench);
    }
}

static void finds_a_law_that_leaves_nobody(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench, "NL");
    bench.sample.rules[1].who = sample_who(&sample_any);
    bench.sample.rules[1].has_only = true;
    bench.sample.rules[1].only = BIT_US;
    assert_false(prove(&bench));
    assert_told(&bench, "L3");
    done(&bench);
}

static void finds_an_entry_that_the_law_leaves_empty(void **state)
{
    static const struct policy_tier us = {.clusters = BIT_US};
    (void)state;
    static struct bench bench;
    begin(&bench, "NL");
    bench.sample.entries[1].tiers = &us; /* benelux */
    bench.sample.entries[1].ntiers = 1;
    assert_false(prove(&bench));
    assert_told(&bench, "L2");
    done(&bench);
}

/* The rest behind a share must be somebody's too, and the share itself. */
static void finds_a_share_without_clusters_or_without_rest(void **state)
{
    static const struct policy_tier us = {.clusters = BIT_US};
    (void)state;
    static struct bench bench;
    begin(&bench, "NL");
    bench.sample.entries[0] = sample_entry(&sample_any, &us, 1);
    bench.sample.entries[0].share = 500;
    assert_false(prove(&bench));
    assert_told(&bench, "L2");
    done(&bench);

    begin(&bench, "NL");
    bench.sample.entries[1].share = 500;
    bench.sample.route.nentries = 2;
    assert_false(prove(&bench));
    assert_told(&bench, "L2");
    done(&bench);
}

static void finds_last_resorts_that_the_law_forbids(void **state)
{
    (void)state;
    static struct bench bench;
    begin(&bench, "NL");
    bench.sample.rules[0].never = BIT_SORRY;
    assert_false(prove(&bench));
    assert_told(&bench, "L4");
    done(&bench);
}

/* What evaluation itself would never make. */
static void finds_a_decision_out_of_the_fence(void **state)
{
    static const uint64_t tiers[] = {BIT_NL, BIT_NL | BIT_US};
    static const struct decision_part part = {.tiers = tiers, .ntiers = 2};
    static const struct decision_last last = {.kind = LAST_CLUSTER, .cluster = SAMPLE_US};
    static const struct decision decisions[] = {{.parts = &part, .nparts = 1},
                                                {.lasts = &last, .nlasts = 1}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(decisions); i++) {
        static struct bench bench;
        begin(&bench, "NL");
        struct law_case ask = sample_ask(&bench.sample);
        uint64_t eligible = law_eligible(&ask, &bench.spots[1]);
        assert_false(proof_place(&ask, &bench.atlas, 1, eligible, &decisions[i], bench.errs));
        assert_told(&bench, "L1");
        done(&bench);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_the_reference),
        cmocka_unit_test(finds_a_law_that_leaves_nobody),
        cmocka_unit_test(finds_an_entry_that_the_law_leaves_empty),
        cmocka_unit_test(finds_a_share_without_clusters_or_without_rest),
        cmocka_unit_test(finds_last_resorts_that_the_law_forbids),
        cmocka_unit_test(finds_a_decision_out_of_the_fence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
