/* SPDX-License-Identifier: Apache-2.0 */
/* Three-valued matching: a table of terms by places, and Kleene's rules. */
#include "policy/match.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PLACES = 5 };

static const uint32_t in_gov[] = {0};
static const struct spot places[PLACES] = {
    {.country = "NL"},
    {.country = "US"},
    {.country = "US", .subdivisions = "CA,LA", .asn = 64496},
    {.asn = 64497},
    {.nets = in_gov, .nnets = 1},
};

static void matches_terms_by_places(void **state)
{
    (void)state;
    const enum truth no = TRUTH_NO;
    const enum truth maybe = TRUTH_MAYBE;
    const enum truth yes = TRUTH_YES;
    const struct {
        struct policy_term term;
        enum truth want[PLACES];
    } rows[] = {
        {{.kind = TERM_COUNTRY, .code = "NL"}, {yes, no, no, maybe, maybe}},
        {{.kind = TERM_CONTINENT, .code = "EU"}, {yes, no, no, maybe, maybe}},
        {{.kind = TERM_BUILTIN, .number = builtin_find("five-eyes")}, {no, yes, yes, maybe, maybe}},
        {{.kind = TERM_SUBDIVISION, .code = "US-CA"}, {no, maybe, yes, maybe, maybe}},
        {{.kind = TERM_SUBDIVISION, .code = "US-NY"}, {no, maybe, no, maybe, maybe}},
        {{.kind = TERM_SUBDIVISION, .code = "US-L"}, {no, maybe, no, maybe, maybe}},
        {{.kind = TERM_ASN, .number = 64496}, {no, no, yes, no, no}},
        {{.kind = TERM_NETWORK, .number = 0}, {no, no, no, no, yes}},
        {{.kind = TERM_NETWORK, .number = 1}, {no, no, no, no, no}},
        {{.kind = TERM_UNKNOWN}, {no, no, no, yes, yes}},
        {{.kind = TERM_ANY}, {yes, yes, yes, yes, yes}},
        {{.kind = TERM_GROUP, .number = SAMPLE_BENELUX}, {yes, no, no, maybe, maybe}},
        {{.kind = TERM_GROUP, .number = SAMPLE_GOV_NL}, {no, no, no, no, yes}},
    };
    static struct sample sample;
    sample_make(&sample);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t p = 0; p < PLACES; p++) {
            enum truth got = match_term(&sample.policy, &rows[i].term, &places[p]);
            if (got != rows[i].want[p]) {
                fail_msg("row %zu place %zu: %d, not %d", i, p, (int)got, (int)rows[i].want[p]);
            }
        }
    }
}

/* NL is no, maybe or yes at these places. */
static const struct policy_term nl = {.kind = TERM_COUNTRY, .code = "NL"};
/* The own network is no or yes. */
static const struct policy_term net = {.kind = TERM_NETWORK, .number = 0};

/*
 * any-of = max, all-of = min, none-of = 2 - max, over (NL, the own network); the parts of one set
 * of people: min.
 */
static void combines_by_kleenes_rules(void **state)
{
    (void)state;
    const struct policy_term both[] = {nl, net};
    static const struct {
        const char *country;
        bool in_net;
        enum truth any;
        enum truth all;
        enum truth none;
        enum truth any_but_nl; /* any-of [net], none-of [NL] */
    } rows[] = {
        {"US", false, TRUTH_NO, TRUTH_NO, TRUTH_YES, TRUTH_NO},
        {"US", true, TRUTH_YES, TRUTH_NO, TRUTH_NO, TRUTH_YES},
        {"", false, TRUTH_MAYBE, TRUTH_NO, TRUTH_MAYBE, TRUTH_NO},
        {"", true, TRUTH_YES, TRUTH_MAYBE, TRUTH_NO, TRUTH_MAYBE},
        {"NL", false, TRUTH_YES, TRUTH_NO, TRUTH_NO, TRUTH_NO},
        {"NL", true, TRUTH_YES, TRUTH_YES, TRUTH_NO, TRUTH_NO},
    };
    const struct policy_who any = {.has_any_of = true, .any_of = sample_list(both, 2)};
    const struct policy_who all = {.has_all_of = true, .all_of = sample_list(both, 2)};
    const struct policy_who none = {.has_none_of = true, .none_of = sample_list(both, 2)};
    const struct policy_who mixed = {.has_any_of = true,
                                     .any_of = sample_list(&net, 1),
                                     .has_none_of = true,
                                     .none_of = sample_list(&nl, 1)};
    static struct sample sample;
    sample_make(&sample);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct spot spot = sample_spot(rows[i].country);
        spot.nets = in_gov;
        spot.nnets = rows[i].in_net ? 1 : 0;
        assert_int_equal(match_who(&sample.policy, &any, &spot), rows[i].any);
        assert_int_equal(match_who(&sample.policy, &all, &spot), rows[i].all);
        assert_int_equal(match_who(&sample.policy, &none, &spot), rows[i].none);
        assert_int_equal(match_who(&sample.policy, &mixed, &spot), rows[i].any_but_nl);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_terms_by_places),
        cmocka_unit_test(combines_by_kleenes_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
