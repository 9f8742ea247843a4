/* SPDX-License-Identifier: Apache-2.0 */
/* Whose clusters `--without` means: owners above, reach by law, and networks that are listed. */
#include "ctl/polsuspect.h"

#include "base/attr.h"
#include "base/errs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOME = 1, SHARED = 2, BOUGHT = 4, BRANCH = 8, ABROAD = 16 };

static const char text[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: none.mmdb }\n"
    "operators:\n"
    "  polder: { country: NL, asn: [64496] }\n"
    "  amer:   { country: US, asn: [64497] }\n"
    "  emea:   { country: IE, asn: [64498], parent: amer }\n"
    "  lowland: { country: NL, parent: emea }\n"
    "  broad:  { country: SE, also-subject-to: [CN] }\n"
    "clusters:\n"
    "  home:   { target: a.example., location: NL, controlled-by: [polder] }\n"
    "  shared: { target: b.example., location: NL, controlled-by: [polder, broad] }\n"
    "  bought: { target: c.example., location: DE, controlled-by: [lowland] }\n"
    "  branch: { target: d.example., location: IE, controlled-by: [emea] }\n"
    "  abroad: { target: e.example., location: US-CA, controlled-by: [polder] }\n"
    "routes: { web: [ { who: [any], to: [home, shared, bought, branch, abroad] } ] }\n"
    "names: { www.example.: { route: web } }\n";

static struct policy *read_policy(struct errs *errs)
{
    struct policy *policy = policy_read_text("suspects.yaml", text, sizeof(text) - 1, errs);
    if (policy == NULL) {
        errs_print(errs, stderr);
    }
    assert_non_null(policy);
    return policy;
}

static void finds_all_that_is_theirs(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *word;
        uint64_t want;
    } rows[] = {
        {"an operator's own, and what it controls together with others", "operator=polder",
         HOME | SHARED | ABROAD},
        {"of companies that it owns, and that these own", "operator=amer", BOUGHT | BRANCH},
        {"not of those that own it", "operator=lowland", BOUGHT},
        {"standing there, in a part of it too, or owned from there", "country=US",
         BOUGHT | BRANCH | ABROAD},
        {"by reach without ownership", "country=CN", SHARED},
        {"through the seat of an operator in the middle", "country=IE", BOUGHT | BRANCH},
        {"nobody's", "country=FR", 0},
        {"of operators that list it themselves", "asn=64498", BRANCH},
        {"written with its letters", "asn=AS64496", HOME | SHARED | ABROAD},
    };
    struct errs *errs = errs_new();
    struct policy *policy = read_policy(errs);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint64_t got = 0;
        if (!polsuspect_read(policy, rows[i].word, &got) || got != rows[i].want) {
            fail_msg("%s: %s is %llx", rows[i].why, rows[i].word, (unsigned long long)got);
        }
    }
    policy_forget(policy, errs);
    policy_free(policy);
    errs_free(errs);
}

static void several_are_gone_together(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    struct policy *policy = read_policy(errs);
    uint64_t got = 0;
    assert_true(polsuspect_read(policy, "operator=lowland", &got));
    assert_true(polsuspect_read(policy, "country=CN", &got));
    assert_int_equal(got, BOUGHT | SHARED);
    policy_forget(policy, errs);
    policy_free(policy);
    errs_free(errs);
}

static void refuses_words_that_mean_nobody(void **state)
{
    (void)state;
    static const char *const words[] = {
        "",           "amer",       "=",      "operator=", "country=us",
        "country=UK", "country=",   "asn=",   "asn=0",     "asn=64510",
        "asn=AS",     "owner=amer", "asn=-1", "oper=amer", "operator"};
    struct errs *errs = errs_new();
    struct policy *policy = read_policy(errs);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        uint64_t got = 99;
        if (polsuspect_read(policy, words[i], &got)) {
            fail_msg("took '%s'", words[i]);
        }
        assert_int_equal(got, 99);
    }
    policy_forget(policy, errs);
    policy_free(policy);
    errs_free(errs);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_all_that_is_theirs),
        cmocka_unit_test(several_are_gone_together),
        cmocka_unit_test(refuses_words_that_mean_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
