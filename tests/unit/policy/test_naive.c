/* SPDX-License-Identifier: Apache-2.0 */
/* The second evaluator: the reference example over the example database, and its own rules. */
#include "policy/naive.h"

#include "policy/naivehash.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The reference example of policy-language.md, over the example database. */
static const char example[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: example-country.mmdb }\n"
    "defaults: { when-none-healthy: [sorry, servfail] }\n"
    "operators:\n"
    "  sysseder: { country: NL }\n"
    "  polder: { country: NL }\n"
    "  rhein: { country: DE }\n"
    "  amer: { country: US }\n"
    "  emea: { country: IE, parent: amer }\n"
    "clusters:\n"
    "  nl: { target: nl.example., location: NL, controlled-by: [sysseder, polder] }\n"
    "  eu: { target: eu.example., location: DE, controlled-by: [sysseder, rhein] }\n"
    "  us: { target: us.example., location: US, controlled-by: [amer] }\n"
    "  ams: { target: ams.example., location: NL, controlled-by: [emea], state: drain }\n"
    "  sorry: { target: sorry.example., location: NL, controlled-by: [sysseder] }\n"
    "groups:\n"
    "  benelux: [BE, NL, LU]\n"
    "  gov-nl: [198.51.100.0/24, \"2001:db8:60::/44\"]\n"
    "networks:\n"
    "  203.0.113.240/28: { country: NL, until: 2027-12-31 }\n"
    "residency:\n"
    "  - { name: eea-at-home, who: [eea], located-in: [eea], controlled-from: [eea] }\n"
    "  - { name: gov-in-nl, who: [gov-nl], located-in: [NL], controlled-from: [NL] }\n"
    "routes:\n"
    "  web:\n"
    "    - { who: [gov-nl], to: [nl] }\n"
    "    - { who: [benelux], to: [nl, eu] }\n"
    "    - { who: [eea], to: [eu, nl] }\n"
    "    - { who: [unknown], to: [nl, eu] }\n"
    "    - { who: [any], to: [us, ams, eu] }\n"
    "names:\n"
    "  app.example.: { route: web }\n";

struct fixture {
    struct errs *errs;
    struct policy *policy;
    struct atlas_data data;
    struct naive *naive;
    char *path;
};

/* A time at which the example's correction holds: 2026-06-01. */
static const int64_t june_s = 1780272000;

static void evaluate(struct fixture *f, const char *text)
{
    *f = (struct fixture){.errs = errs_new(), .path = sample_path("policies/geo/p.yaml")};
    f->policy = policy_read_text(f->path, text, strlen(text), f->errs);
    if (f->policy == NULL) {
        errs_print(f->errs, stderr);
    }
    assert_non_null(f->policy);
    assert_true(atlas_open(f->policy, NULL, &f->data, f->errs));
    f->naive = naive_new(f->policy, &f->data, june_s, f->errs);
    assert_non_null(f->naive);
}

static void done(struct fixture *f)
{
    naive_free(f->naive);
    atlas_close(&f->data);
    errs_free(f->errs);
    policy_free(f->policy);
    free(f->path);
}

static struct naive_answer ask(struct fixture *f, const char *client, uint64_t down)
{
    struct prefix prefix;
    struct naive_state state = naive_start(f->policy);
    struct naive_query query = {.name = 0, .client = client == NULL ? NULL : &prefix};
    struct naive_answer answer;
    if (client != NULL) {
        assert_true(prefix_parse(client, &prefix, NULL));
    }
    state.up &= ~down;
    naive_ask(f->naive, &query, &state, &answer);
    return answer;
}

/* Scopes are worked out by hand from policies/geo/example-country.txt. */
static void answers_the_reference_example(void **state)
{
    (void)state;
    static const struct {
        const char *client;
        uint64_t down;
        uint64_t eligible;
        uint32_t cluster;
        unsigned scope_bits;
        bool mixed;
    } rows[] = {
        {"130.89.1.0/24", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 7, false},
        {"129.187.0.0/24", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_EU, 16, false},
        {"128.32.5.0/24", 0, BIT_ALL, SAMPLE_US, 16, false},
        {"128.32.5.0/24", BIT_US, BIT_ALL, SAMPLE_EU, 16, false}, /* not the drained one */
        {"128.32.5.0/24", BIT_US | BIT_EU, BIT_ALL, SAMPLE_AMS, 16, false},
        {"128.32.5.0/24", BIT_US | BIT_EU | BIT_AMS, BIT_ALL, SAMPLE_SORRY, 16, false},
        {"192.0.2.64/26", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_EU, 26, false},
        {"192.0.2.0/24", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 26, true},
        {"192.0.2.240/29", 0, BIT_ALL, SAMPLE_US, 29, false},                     /* Switzerland */
        {"192.0.2.248/29", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 29, false}, /* anycast */
        {"198.51.100.7", 0, BIT_NL | BIT_SORRY, SAMPLE_NL, 24, false},
        {"198.51.100.7", BIT_NL, BIT_NL | BIT_SORRY, SAMPLE_SORRY, 24, false},
        {"203.0.113.200", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_EU, 27, false}, /* Réunion */
        {"203.0.113.250", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 27, false}, /* corrected */
        {"::ffff:192.0.2.64/122", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_EU, 122, false},
        {"2002:c000:0240::/48", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_EU, 42, false},
        {"64:ff9b::128.32.0.0/112", 0, BIT_ALL, SAMPLE_US, 112, false},
        {"2001:db8:14::/64", 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 128, true},
        {"2001:db8:14:1::/64", 0, BIT_ALL, SAMPLE_US, 64, false},
        {"2002::/15", 0, BIT_NL | BIT_SORRY, SAMPLE_NL, 17, true}, /* all of IPv4 below it */
        {NULL, 0, BIT_NL | BIT_EU | BIT_SORRY, SAMPLE_NL, 0, false},
    };
    struct fixture f;
    evaluate(&f, example);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct naive_answer got = ask(&f, rows[i].client, rows[i].down);
        if (got.kind != NAIVE_CLUSTER || got.cluster != rows[i].cluster ||
            got.eligible != rows[i].eligible || got.scope_bits != rows[i].scope_bits ||
            got.mixed != rows[i].mixed) {
            fail_msg("%s: kind %d, cluster %u, eligible %#lx, scope %u, mixed %d",
                     rows[i].client == NULL ? "nobody" : rows[i].client, (int)got.kind, got.cluster,
                     (unsigned long)got.eligible, got.scope_bits, got.mixed);
        }
        assert_int_equal(got.reach & ~got.eligible, 0);
    }
    done(&f);
}

/* What the reference example has none of. */
static const char others[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: ../../tests/geo/city.mmdb, asn: ../../tests/geo/asn.mmdb }\n"
    "operators:\n"
    "  dutch: { country: NL }\n"
    "  brazil: { country: BR }\n"
    "  amer: { country: US, also-subject-to: [GB] }\n"
    "clusters:\n"
    "  nl: { target: nl.example., location: NL, controlled-by: [dutch] }\n"
    "  mixed: { target: mixed.example., location: NL, controlled-by: [dutch, brazil] }\n"
    "  ca: { target: ca.example., location: US-CA, controlled-by: [amer] }\n"
    "  us: { target: us.example., location: US, controlled-by: [amer] }\n"
    "  gone: { target: gone.example., location: NL, controlled-by: [dutch], state: off }\n"
    "residency:\n"
    "  - { name: german-eea, who: [DE], controlled-from: [eea] }\n"
    "  - { name: french-not-us, who: [FR], not-controlled-from: [us-and-territories] }\n"
    "  - { name: as-in-ca, who: [AS64497], located-in: [US-CA] }\n"
    "  - { name: british-not-ca, who: [GB], not-located-in: [US-CA] }\n"
    "  - { name: none, who: [203.0.113.192/26], only: [nl], never: [nl] }\n"
    "  - { name: later, who: [any], from: 2026-09-01, only: [gone, us] }\n"
    "routes:\n"
    "  web:\n"
    "    - { who: [US-CA], to: [same-country, nl] }\n"
    "    - { who: [NL], share: 50%, to: [nl] }\n"
    "    - { who: [NL], to: [mixed] }\n"
    "    - { who: [any], to: [any-eligible] }\n"
    "names:\n"
    "  app.example.: { route: web, when-none-healthy: [gone, try-anyway, nodata] }\n";

enum { NL = 1, MIXED = 2, CA = 4, US = 8, GONE = 16 };

static void answers_what_the_example_does_not_ask(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *client;
        uint64_t down;
        uint64_t eligible;
        uint64_t reach;
        uint64_t given; /* any of these; 0 = NODATA */
    } rows[] = {
        {"every jurisdiction", "203.0.113.0/26", 0, NL | GONE, NL, NL},
        {"no jurisdiction", "203.0.113.128/26", 0, NL | MIXED | GONE, NL | MIXED, NL | MIXED},
        {"what is not known excludes", "203.0.113.64/26", 0, NL | MIXED | GONE, NL | MIXED,
         NL | MIXED},
        {"an AS", "198.51.100.0/25", 0, CA, CA, CA},
        {"no AS, and a subdivision", "198.51.100.128/25", 0, NL | MIXED | CA | US | GONE,
         CA | US | NL, CA | US},
        {"the next tier", "198.51.100.128/25", CA | US, NL | MIXED | CA | US | GONE, CA | US | NL,
         NL},
        {"shares, then all", "192.0.2.0/24", 0, NL | MIXED | CA | US | GONE, NL | MIXED,
         NL | MIXED},
        {"try anyway", "203.0.113.0/26", NL, NL | GONE, NL, NL},
        {"nothing legal in a tier", "198.51.100.0/25", CA, CA, CA, CA},
    };
    struct fixture f;
    evaluate(&f, others);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct naive_answer got = ask(&f, rows[i].client, rows[i].down);
        uint64_t given = got.kind == NAIVE_CLUSTER ? UINT64_C(1) << got.cluster : 0;
        bool listed = (rows[i].eligible & GONE) != 0; /* a last resort, though it is off */
        if ((given & ~rows[i].given) != 0 || got.eligible != rows[i].eligible ||
            got.reach != (rows[i].reach | (listed ? GONE : 0))) {
            fail_msg("%s: kind %d, given %#lx, eligible %#lx, reach %#lx", rows[i].why,
                     (int)got.kind, (unsigned long)given, (unsigned long)got.eligible,
                     (unsigned long)got.reach);
        }
    }
    assert_int_equal(ask(&f, "203.0.113.192/26", 0).kind, NAIVE_REFUSED);
    assert_int_equal(ask(&f, "203.0.113.0/24", 0).kind, NAIVE_REFUSED); /* with it in it */
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).ttl_s, 60);
    done(&f);
}

/* From September only gone (which is off) and us are legal; a minute before, the TTL is cut. */
static void goes_by_windows(void **state)
{
    (void)state;
    static const int64_t september_s = 1788220800;
    struct fixture f;
    evaluate(&f, others);
    naive_move(f.naive, september_s - 7);
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).eligible, NL | MIXED | CA | US | GONE);
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).ttl_s, 7);
    naive_move(f.naive, september_s);
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).eligible, US | GONE);
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).kind, NAIVE_NODATA);
    assert_int_equal(ask(&f, "198.51.100.128/25", 0).cluster, 3);
    assert_int_equal(ask(&f, "192.0.2.0/24", 0).ttl_s, 60);
    done(&f);
}

/* The hash of the reference, by numbers worked out in another language. */
static void hashes_as_the_reference_says(void **state)
{
    (void)state;
    struct prefix network;
    struct name name;
    struct policy_cluster clusters[] = {
        {.name = "nl", .weight = 1}, {.name = "eu", .weight = 3}, {.name = "us", .weight = 1}};
    const struct policy policy = {.clusters = clusters, .nclusters = ARRAY_LEN(clusters)};
    unsigned given[ARRAY_LEN(clusters)] = {0};
    unsigned taken = 0;
    assert_true(name_parse("app.example.", 12, NULL, &name, NULL));
    assert_true(prefix_parse("192.0.2.0/24", &network, NULL));
    assert_false(naivehash_takes(&network, &name, "nl", 1530)); /* its point is 1530 */
    assert_true(naivehash_takes(&network, &name, "nl", 1531));
    for (unsigned i = 0; i < 20000; i++) {
        network.addr.octets[0] = (uint8_t)(i >> 8);
        network.addr.octets[1] = (uint8_t)i;
        taken += naivehash_takes(&network, &name, "web", 500);
        uint32_t three = naivehash_pick(&policy, 7, &network, &name);
        uint32_t two = naivehash_pick(&policy, 3, &network, &name);
        given[three]++;
        assert_true(three == two || three == 2); /* the third takes from the others, no more */
    }
    assert_in_range(taken, 900, 1100);
    assert_in_range(given[0], 3800, 4200);
    assert_in_range(given[1], 11800, 12200);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_the_reference_example),
        cmocka_unit_test(answers_what_the_example_does_not_ask),
        cmocka_unit_test(goes_by_windows),
        cmocka_unit_test(hashes_as_the_reference_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
