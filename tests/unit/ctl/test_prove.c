/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify finds in images that say something else than their policies: each case alters one
 * number of a compiled image, as a bug of the compiler would.
 */
#include "ctl/prove.h"

#include "base/attr.h"
#include "ctl/proveagree.h"
#include "ctl/proveclass.h"
#include "ctl/provespace.h"
#include "image/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char policy_text[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: example-country.mmdb }\n"
    "defaults: { when-none-healthy: [sorry, servfail] }\n"
    "operators: { dutch: { country: NL }, german: { country: DE }, amer: { country: US } }\n"
    "clusters:\n"
    "  nl: { target: nl.example., location: NL, controlled-by: [dutch], health: { tcp: 1 } }\n"
    "  de: { target: de.example., location: DE, controlled-by: [german], health: { tcp: 1 } }\n"
    "  us: { target: us.example., location: US, controlled-by: [amer], health: { tcp: 1 } }\n"
    "  sorry: { target: sorry.example., location: NL, controlled-by: [dutch] }\n"
    "groups: { gov: [198.51.100.0/24] }\n"
    "residency:\n"
    "  - { name: eea, who: [eea], located-in: [eea], controlled-from: [eea] }\n"
    "  - { name: gov, who: [gov], located-in: [NL] }\n"
    "routes:\n"
    "  web:\n"
    "    - { who: [gov, NL], to: [nl] }\n"
    "    - { who: [eea, unknown], to: [[de, nl]] }\n"
    "    - { who: [any], to: [us, de] }\n"
    "names: { app.example.: { route: web }, www.example.: { route: web } }\n";

enum { TIER_US = 1 << 2, TIER_NL = 1 };

struct found {
    struct provespace space;
    struct proveclass class;
    struct proveagree agree;
};

struct fixture {
    struct errs *errs;
    struct policy *policy;
    struct atlas_data data;
    struct polimage image;
    struct prove prove;
};

static void compile(struct fixture *f)
{
    char path[4096];
    const char *root = getenv("SOURCE_ROOT");
    snprintf(path, sizeof(path), "%s/policies/geo/p.yaml", root == NULL ? "." : root);
    *f = (struct fixture){.errs = errs_new()};
    f->policy = policy_read_text(path, policy_text, sizeof(policy_text) - 1, f->errs);
    assert_non_null(f->policy);
    assert_true(atlas_open(f->policy, NULL, &f->data, f->errs));
    assert_true(polimage_make(f->policy, &f->data, 0, &f->image, f->errs));
    f->prove = (struct prove){.policy = f->policy,
                              .image = &f->image,
                              .naive = naive_new(f->policy, &f->data, 0, f->errs),
                              .arena = arena_new(65536)};
    assert_non_null(f->prove.naive);
}

static void check(struct fixture *f, struct found *out)
{
    struct provestates states;
    provestates_list(f->policy, f->prove.arena, &states);
    f->prove.twins = prove_twins(&f->prove);
    provespace_walk(&f->prove, &out->space);
    proveclass_walk(&f->prove, &states, &out->class);
    proveagree_walk(&f->prove, &out->agree);
}

static void done(struct fixture *f)
{
    naive_free(f->prove.naive);
    arena_free(f->prove.arena);
    polimage_done(&f->image);
    atlas_close(&f->data);
    errs_free(f->errs);
    policy_free(f->policy);
}

/* A section of the image, to be altered. */
static void *section(struct fixture *f, enum section section)
{
    const uint8_t *octets = f->image.octets;
    size_t offset = (size_t)((const uint8_t *)f->image.image.at[section] - octets);
    return (uint8_t *)f->image.octets + offset;
}

static void proves_what_was_compiled(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    compile(&f);
    check(&f, &found);
    assert_null(found.space.space.what);
    assert_null(found.space.scope.what);
    assert_null(found.class.safety.what);
    assert_null(found.class.liveness.what);
    assert_null(found.class.agreement.what);
    assert_null(found.agree.fault.what);
    assert_true(found.class.last_resorts);
    assert_int_equal(f.prove.twins[1], 0);
    assert_int_equal(found.class.cases, found.class.places * 8 * 2);
    assert_true(found.space.v4.merged < found.space.v4.networks);
    done(&f);
}

static void finds_a_tier_that_breaks_the_law(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    compile(&f);
    uint64_t *tiers = section(&f, SECTION_POLICY_TIER);
    for (size_t i = 0; i < f.image.image.count[SECTION_POLICY_TIER]; i++) {
        tiers[i] |= tiers[i] == TIER_NL ? TIER_US : 0;
    }
    check(&f, &found);
    assert_non_null(found.class.safety.what);
    assert_non_null(strstr(found.class.safety.given, "us"));
    assert_non_null(found.class.agreement.what);
    assert_null(found.space.scope.what);
    done(&f);
}

static void finds_a_refusal_that_the_law_does_not_ask_for(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    compile(&f);
    struct image_policy_decision *decisions = section(&f, SECTION_POLICY_DECISION);
    decisions[0].flags |= POLICY_REFUSED;
    check(&f, &found);
    assert_non_null(found.class.liveness.what);
    assert_string_equal(found.class.liveness.given, "refused by law");
    assert_non_null(found.class.agreement.what);
    done(&f);
}

/* One range less: the scope of the next one reaches over it. */
static void finds_a_scope_over_several_decisions(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    compile(&f);
    const struct image_map *map = map_at(&f.image.image, 0);
    struct map_range4 *ranges =
        (struct map_range4 *)((uint8_t *)section(&f, SECTION_MAP_DATA) + map->v4_ranges);
    for (uint32_t i = 1; i < map->v4_count; i++) {
        ranges[i].value = ranges[0].value;
    }
    check(&f, &found);
    assert_non_null(found.agree.fault.what);
    assert_non_null(found.class.agreement.what);
    done(&f);
}

/* The number of the decision for a client in Berkeley. */
static uint32_t decide_for_american(struct fixture *f, uint32_t name, struct decided *decided)
{
    struct prefix berkeley;
    const struct image_policy_decision *decisions = section(f, SECTION_POLICY_DECISION);
    assert_true(prefix_parse("128.32.0.0/16", &berkeley, NULL));
    prove_decide(&f->prove, name, &berkeley, 0, decided);
    return (uint32_t)(decided->decision - decisions);
}

/* Every mixed network gets what American clients do. */
static void finds_a_mixed_network_that_breaks_the_law(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    struct decided decided;
    compile(&f);
    uint32_t american = decide_for_american(&f, 0, &decided);
    uint32_t *mixed = section(&f, SECTION_POLICY_MIXED);
    for (size_t i = 0; i < f.image.image.count[SECTION_POLICY_MIXED]; i++) {
        mixed[i] = american;
    }
    check(&f, &found);
    assert_null(found.class.safety.what);
    assert_null(found.class.agreement.what);
    assert_non_null(found.agree.fault.what);
    done(&f);
}

/* What is given to clients of whom nothing is known. */
static void finds_a_wrong_answer_for_nobody(void **state)
{
    (void)state;
    struct fixture f;
    struct found found;
    struct decided decided;
    compile(&f);
    uint32_t american = decide_for_american(&f, 1, &decided);
    struct image_policy_table *tables = section(&f, SECTION_POLICY_TABLE);
    tables[decided.table - (const struct image_policy_table *)tables].unknown = american;
    check(&f, &found);
    assert_non_null(found.class.safety.what);
    assert_non_null(strstr(found.class.safety.what, "no client network, app.example."));
    assert_non_null(found.agree.fault.what);
    assert_null(found.space.scope.what);
    done(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(proves_what_was_compiled),
        cmocka_unit_test(finds_a_tier_that_breaks_the_law),
        cmocka_unit_test(finds_a_refusal_that_the_law_does_not_ask_for),
        cmocka_unit_test(finds_a_scope_over_several_decisions),
        cmocka_unit_test(finds_a_mixed_network_that_breaks_the_law),
        cmocka_unit_test(finds_a_wrong_answer_for_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
