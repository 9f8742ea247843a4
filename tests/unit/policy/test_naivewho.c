/* SPDX-License-Identifier: Apache-2.0 */
/* Kleene's logic over places, by the table of the reference (evaluation, item 3). */
#include "policy/naivewho.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint32_t in_first[] = {0};

static const struct naivewho_place unknown = {.asn = 0};
static const struct naivewho_place dutch = {.country = "NL", .asn = 64496};
static const struct naivewho_place american = {.country = "US"};
static const struct naivewho_place in_california = {.country = "US", .subdivisions = "CA"};
static const struct naivewho_place in_london = {.country = "GB", .subdivisions = "ENG,LND"};
static const struct naivewho_place own = {.nets = in_first, .nnets = 1};

static const struct policy_term is_nl = {.kind = TERM_COUNTRY, .code = "NL"};
static const struct policy_term is_europe = {.kind = TERM_CONTINENT, .code = "EU"};
static const struct policy_term is_ca = {.kind = TERM_SUBDIVISION, .code = "US-CA"};
static const struct policy_term is_eng = {.kind = TERM_SUBDIVISION, .code = "GB-ENG"};
static const struct policy_term is_nd = {.kind = TERM_SUBDIVISION, .code = "GB-ND"};
static const struct policy_term is_as = {.kind = TERM_ASN, .number = 64496};
static const struct policy_term is_own = {.kind = TERM_NETWORK, .number = 0};
static const struct policy_term is_unknown = {.kind = TERM_UNKNOWN};
static const struct policy_term is_any = {.kind = TERM_ANY};

static void terms_are_yes_no_or_maybe(void **state)
{
    (void)state;
    const struct policy policy = {.ngroups = 0};
    const struct policy_term eea = {.kind = TERM_BUILTIN, .number = builtin_find("eea")};
    const struct {
        const char *why;
        const struct policy_term *term;
        const struct naivewho_place *place;
        enum naivewho_truth want;
    } rows[] = {
        {"NL is NL", &is_nl, &dutch, NAIVEWHO_YES},
        {"US is not NL", &is_nl, &american, NAIVEWHO_NO},
        {"unknown may be NL", &is_nl, &unknown, NAIVEWHO_MAYBE},
        {"NL is in Europe", &is_europe, &dutch, NAIVEWHO_YES},
        {"GB is in Europe, and not in the EEA", &is_europe, &in_london, NAIVEWHO_YES},
        {"the same", &eea, &in_london, NAIVEWHO_NO},
        {"unknown may be in the EEA", &eea, &unknown, NAIVEWHO_MAYBE},
        {"own networks do not make a country known", &eea, &own, NAIVEWHO_MAYBE},
        {"US may be California", &is_ca, &american, NAIVEWHO_MAYBE},
        {"California is", &is_ca, &in_california, NAIVEWHO_YES},
        {"NL is not", &is_ca, &dutch, NAIVEWHO_NO},
        {"unknown may be", &is_ca, &unknown, NAIVEWHO_MAYBE},
        {"one of two subdivisions", &is_eng, &in_london, NAIVEWHO_YES},
        {"a part of a code is none", &is_nd, &in_london, NAIVEWHO_NO},
        {"an AS", &is_as, &dutch, NAIVEWHO_YES},
        {"no AS is none: never maybe", &is_as, &unknown, NAIVEWHO_NO},
        {"inside", &is_own, &own, NAIVEWHO_YES},
        {"outside: never maybe", &is_own, &unknown, NAIVEWHO_NO},
        {"unknown is unknown", &is_unknown, &unknown, NAIVEWHO_YES},
        {"NL is not unknown", &is_unknown, &dutch, NAIVEWHO_NO},
        {"everybody", &is_any, &unknown, NAIVEWHO_YES},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct policy_terms terms = {.list = rows[i].term, .count = 1};
        enum naivewho_truth got = naivewho_any(&policy, &terms, rows[i].place);
        if (got != rows[i].want) {
            fail_msg("%s: %d", rows[i].why, (int)got);
        }
    }
}

/* any-of = max, all-of = min, none-of = 2 - max, of the parts of a group the least. */
static void groups_combine_by_kleene(void **state)
{
    (void)state;
    const struct policy_term two[] = {is_nl, is_as};
    const struct policy_terms both = {.list = two, .count = 2};
    const struct policy_terms nl = {.list = &is_nl, .count = 1};
    const struct policy_terms europe = {.list = &is_europe, .count = 1};
    struct policy_group inner[] = {{.name = "both", .who = {.has_all_of = true, .all_of = both}}};
    const struct policy policy = {.groups = inner, .ngroups = 1};
    const struct policy_term is_both = {.kind = TERM_GROUP, .number = 0};
    const struct {
        const char *why;
        struct policy_who who;
        const struct naivewho_place *place;
        enum naivewho_truth want;
    } rows[] = {
        {"all of: yes and yes", {.has_all_of = true, .all_of = both}, &dutch, NAIVEWHO_YES},
        {"all of: maybe and no", {.has_all_of = true, .all_of = both}, &unknown, NAIVEWHO_NO},
        {"any of: maybe or no", {.has_any_of = true, .any_of = both}, &unknown, NAIVEWHO_MAYBE},
        {"none of: maybe stays", {.has_none_of = true, .none_of = nl}, &unknown, NAIVEWHO_MAYBE},
        {"none of: yes is no", {.has_none_of = true, .none_of = nl}, &dutch, NAIVEWHO_NO},
        {"none of: no is yes", {.has_none_of = true, .none_of = nl}, &american, NAIVEWHO_YES},
        {"in Europe, not NL",
         {.has_any_of = true, .any_of = europe, .has_none_of = true, .none_of = nl},
         &in_london,
         NAIVEWHO_YES},
        {"the same of NL",
         {.has_any_of = true, .any_of = europe, .has_none_of = true, .none_of = nl},
         &dutch,
         NAIVEWHO_NO},
        {"a group of a group", sample_who(&is_both), &dutch, NAIVEWHO_YES},
        {"the same of unknown", sample_who(&is_both), &unknown, NAIVEWHO_NO},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum naivewho_truth got = naivewho_matches(&policy, &rows[i].who, rows[i].place);
        if (got != rows[i].want) {
            fail_msg("%s: %d", rows[i].why, (int)got);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_yes_no_or_maybe),
        cmocka_unit_test(groups_combine_by_kleene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
