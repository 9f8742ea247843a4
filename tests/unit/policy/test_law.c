/* SPDX-License-Identifier: Apache-2.0 */
/* The law: which clusters a place may be given, with the examples of the reference. */
#include "policy/law.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct policy_term us_ca = {.kind = TERM_SUBDIVISION, .code = "US-CA"};
static const struct policy_term ie = {.kind = TERM_COUNTRY, .code = "IE"};
static const uint32_t dutch_and_brazilian[] = {SAMPLE_SYSSEDER, SAMPLE_RHEIN};

static uint64_t eligible(const struct sample *sample, const char *country, uint32_t net)
{
    struct law_case ask = sample_ask(sample);
    struct spot spot = sample_spot(country);
    spot.nets = &net;
    spot.nnets = net == POLICY_NONE ? 0 : 1;
    return law_eligible(&ask, &spot);
}

static void leaves_what_every_applying_rule_allows(void **state)
{
    (void)state;
    static struct sample s;
    sample_make(&s);
    assert_int_equal(law_everyone(&s.policy), BIT_ALL);
    assert_int_equal(eligible(&s, "NL", POLICY_NONE), BIT_NL | BIT_EU | BIT_SORRY);
    assert_int_equal(eligible(&s, "NO", POLICY_NONE), BIT_NL | BIT_EU | BIT_SORRY);
    assert_int_equal(eligible(&s, "US", POLICY_NONE), BIT_ALL);
    assert_int_equal(eligible(&s, "US", 0), BIT_NL | BIT_SORRY); /* gov-nl, wherever it is */
    assert_int_equal(eligible(&s, "NL", 0), BIT_NL | BIT_SORRY);
}

static void applies_to_who_may_be_meant_unless_unprotected(void **state)
{
    (void)state;
    static struct sample s;
    sample_make(&s);
    assert_int_equal(eligible(&s, "", POLICY_NONE), BIT_NL | BIT_EU | BIT_SORRY);
    s.policy.unknown_unprotected = true;
    assert_int_equal(eligible(&s, "", POLICY_NONE), BIT_ALL);
    assert_int_equal(eligible(&s, "", 0), BIT_NL | BIT_SORRY);
}

/* Controlled from US and IE: ams fails also where IE alone is allowed. */
static void asks_every_jurisdiction_of_every_operator(void **state)
{
    (void)state;
    static struct sample s;
    static const char also[][3] = {"GB"};
    sample_make(&s);
    struct policy_rule rule = {.controlled_from = {.present = true, .terms = sample_list(&ie, 1)}};
    assert_int_equal(law_satisfying(&s.policy, &rule), 0);
    s.operators[SAMPLE_EMEA].parent = POLICY_NONE;
    assert_int_equal(law_satisfying(&s.policy, &rule), BIT_AMS);
    s.operators[SAMPLE_EMEA].also = also;
    s.operators[SAMPLE_EMEA].nalso = 1;
    assert_int_equal(law_satisfying(&s.policy, &rule), 0);
}

/* "A cluster run by a Dutch and a Brazilian firm together passes the second and fails the first."
 */
static void tells_controlled_from_and_not_controlled_from_apart(void **state)
{
    (void)state;
    static struct sample s;
    const struct policy_term states = {.kind = TERM_BUILTIN,
                                       .number = builtin_find("us-and-territories")};
    sample_make(&s);
    memcpy(s.operators[SAMPLE_RHEIN].country, "BR", 3);
    s.clusters[SAMPLE_EU].operators = dutch_and_brazilian;
    const struct policy_rule first = {
        .controlled_from = {.present = true, .terms = sample_list(&s.eea, 1)}};
    const struct policy_rule second = {
        .not_controlled_from = {.present = true, .terms = sample_list(&states, 1)}};
    assert_int_equal(law_satisfying(&s.policy, &first), BIT_NL | BIT_SORRY);
    assert_int_equal(law_satisfying(&s.policy, &second), BIT_NL | BIT_EU | BIT_SORRY);
}

static void what_is_not_known_of_a_cluster_excludes_it(void **state)
{
    (void)state;
    static struct sample s;
    sample_make(&s);
    const struct policy_rule in = {
        .located_in = {.present = true, .terms = sample_list(&us_ca, 1)}};
    const struct policy_rule not_in = {
        .not_located_in = {.present = true, .terms = sample_list(&us_ca, 1)}};
    assert_int_equal(law_satisfying(&s.policy, &in), 0);
    assert_int_equal(law_satisfying(&s.policy, &not_in), BIT_ALL & ~BIT_US);
    memcpy(s.clusters[SAMPLE_US].location, "US-CA", 6);
    assert_int_equal(law_satisfying(&s.policy, &in), BIT_US);
    memcpy(s.clusters[SAMPLE_US].location, "US-NY", 6);
    assert_int_equal(law_satisfying(&s.policy, &not_in), BIT_ALL);
}

static void only_and_never_name_clusters(void **state)
{
    (void)state;
    static struct sample s;
    sample_make(&s);
    const struct policy_rule rule = {.has_only = true, .only = BIT_NL | BIT_US, .never = BIT_US};
    assert_int_equal(law_satisfying(&s.policy, &rule), BIT_NL);
    const struct policy_rule never = {.never = BIT_US};
    assert_int_equal(law_satisfying(&s.policy, &never), BIT_ALL & ~BIT_US);
}

static void holds_in_its_window_and_for_its_names(void **state)
{
    (void)state;
    static struct sample s;
    static const uint32_t other[] = {7};
    struct spot spot = sample_spot("NL");
    sample_make(&s);
    struct law_case ask = sample_ask(&s);
    s.rules[0].window = (struct policy_window){.from_s = 10, .until_s = 20};
    const struct {
        int64_t time_s;
        bool applies;
    } rows[] = {{9, false}, {10, true}, {19, true}, {20, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        ask.time_s = rows[i].time_s;
        assert_int_equal(law_applies(&ask, &s.rules[0], &spot), rows[i].applies);
    }
    ask.time_s = 15;
    s.rules[0].names = other;
    s.rules[0].nnames = 1;
    assert_false(law_applies(&ask, &s.rules[0], &spot));
    ask.name = 7;
    assert_true(law_applies(&ask, &s.rules[0], &spot));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_what_every_applying_rule_allows),
        cmocka_unit_test(applies_to_who_may_be_meant_unless_unprotected),
        cmocka_unit_test(asks_every_jurisdiction_of_every_operator),
        cmocka_unit_test(tells_controlled_from_and_not_controlled_from_apart),
        cmocka_unit_test(what_is_not_known_of_a_cluster_excludes_it),
        cmocka_unit_test(only_and_never_name_clusters),
        cmocka_unit_test(holds_in_its_window_and_for_its_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
