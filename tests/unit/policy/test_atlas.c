/* SPDX-License-Identifier: Apache-2.0 */
/* The address space in spots: databases, corrections and own networks over each other. */
#include "policy/atlas.h"

#include "policy/judge.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
    struct sample sample;
    struct atlas_data data;
    struct atlas atlas;
    struct arena *arena;
    struct errs *errs;
    char *country;
    char *asn;
};

/* Lay out the address space with a database of countries, and one of ASes if asn is given. */
static void lay_out(struct fixture *f, const char *country, const char *asn)
{
    f->arena = arena_new(65536);
    f->errs = errs_new();
    f->country = sample_path(country);
    f->asn = asn == NULL ? NULL : sample_path(asn);
    f->sample.policy.arena = f->arena;
    f->sample.policy.country_paths[0] = f->country;
    f->sample.policy.ncountry_paths = 1;
    f->sample.policy.asn_path = f->asn;
    f->sample.policy.data_at = (struct pos){.file = "p.yaml", .line = 2, .col = 3};
    assert_true(atlas_open(&f->sample.policy, NULL, &f->data, f->errs));
    assert_true(atlas_make(&f->sample.policy, &f->data, 0, f->arena, &f->atlas, f->errs));
}

static void done(struct fixture *f)
{
    atlas_done(&f->atlas);
    atlas_close(&f->data);
    arena_free(f->arena);
    errs_free(f->errs);
    free(f->country);
    free(f->asn);
}

/* The place of a network that has one only. */
static const struct spot *place_of(struct fixture *f, const char *text)
{
    struct law_case ask = sample_ask(&f->sample);
    struct prefix client;
    struct judgement judgement;
    assert_true(prefix_parse(text, &client, NULL));
    judge_network(&ask, &f->atlas, &client, f->arena, &judgement);
    assert_int_equal(judgement.nspots, 1);
    return &f->atlas.spots[judgement.spots[0]];
}

static void lays_corrections_and_own_networks_over_the_database(void **state)
{
    (void)state;
    static const struct {
        const char *client;
        const char *country;
        size_t nnets;
    } rows[] = {
        {"130.89.0.0/16", "NL", 0},       {"192.0.2.64/26", "DE", 0},
        {"192.0.2.248/30", "", 0},    /* anycast is in no place */
        {"203.0.113.0/25", "NL", 0},  /* DE in the database, corrected */
        {"198.51.100.0/25", "US", 1}, /* an own network changes no country */
        {"198.51.100.128/26", "GB", 1},   {"198.51.101.0/24", "", 0},
        {"2001:db8:60::/48", "", 1},      {"::ffff:130.89.1.0/120", "NL", 0},
        {"2002:c000:0240::/42", "DE", 0},
    };
    static struct fixture f;
    sample_make(&f.sample);
    lay_out(&f, "policies/geo/example-country.mmdb", NULL);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct spot *spot = place_of(&f, rows[i].client);
        if (strcmp(spot->country, rows[i].country) != 0 || spot->nnets != rows[i].nnets) {
            fail_msg("%s: '%s', %zu networks", rows[i].client, spot->country, spot->nnets);
        }
    }
    for (size_t i = 0; i < f.atlas.nspots; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(spot_equal(&f.atlas.spots[i], &f.atlas.spots[j]));
        }
    }
    done(&f);
}

static void corrections_end_with_their_window(void **state)
{
    (void)state;
    static struct fixture f;
    sample_make(&f.sample);
    f.sample.networks[0].window.until_s = 0;
    lay_out(&f, "policies/geo/example-country.mmdb", NULL);
    assert_string_equal(place_of(&f, "203.0.113.0/25")->country, "DE");
    done(&f);
}

static const struct policy_term asn_term = {.kind = TERM_ASN, .number = 64497};
static const struct policy_term ca_term = {.kind = TERM_SUBDIVISION, .code = "US-CA"};

/* Places differ by the subdivisions and ASes that the policy asks for, and by no others. */
static void tells_apart_what_the_policy_names(void **state)
{
    (void)state;
    static struct fixture f;
    sample_make(&f.sample);
    f.sample.entries[0].who = sample_who(&asn_term);
    f.sample.rules[1].who = sample_who(&ca_term);
    lay_out(&f, "tests/geo/city.mmdb", "tests/geo/asn.mmdb");
    assert_string_equal(place_of(&f, "198.51.100.0/25")->subdivisions, "CA");
    assert_int_equal(place_of(&f, "198.51.100.0/25")->asn, 64497);
    assert_int_equal(place_of(&f, "198.51.100.128/25")->asn, 0);
    assert_string_equal(place_of(&f, "192.0.2.0/24")->subdivisions, "");
    assert_int_equal(place_of(&f, "192.0.2.0/24")->asn, 0);
    assert_int_equal(place_of(&f, "2001:db8:2::/48")->asn, 64497);
    done(&f);
}

/* No address is at what IPv6 says of a block that carries IPv4, so no place is made of it. */
static void blocks_that_carry_ipv4_make_no_places(void **state)
{
    static struct policy_network others = {.country = "NL", .window = {INT64_MIN, INT64_MAX}};
    (void)state;
    static struct fixture f;
    sample_make(&f.sample);
    assert_true(prefix_parse("64:ff9b::/95", &f.sample.prefixes[1], NULL));
    assert_true(prefix_parse("64:ff9b::1:0:0/96", &others.prefix, NULL));
    f.sample.policy.networks = &others;
    lay_out(&f, "policies/geo/example-country.mmdb", NULL);
    assert_string_equal(place_of(&f, "64:ff9b::1:0:1")->country, "NL");
    assert_int_equal(place_of(&f, "64:ff9b::1:0:1")->nnets, 1);
    assert_int_equal(place_of(&f, "64:ff9b::8.8.8.8")->nnets, 0);
    for (size_t i = 0; i < f.atlas.nspots; i++) {
        const struct spot *spot = &f.atlas.spots[i];
        bool around = spot->nnets == 1 && spot->nets[0] == 1;
        assert_true(!around || strcmp(spot->country, "NL") == 0);
    }
    done(&f);
}

/* Whoever uses them is elsewhere; but corrections hold there, and own networks do. */
static void knows_no_country_of_anonymous_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *client;
        const char *country;
        size_t nnets;
    } rows[] = {
        {"128.32.1.0/24", "", 0},      {"128.32.2.0/24", "US", 0},   {"128.32.3.0/24", "", 0},
        {"128.32.4.0/24", "US", 0},    {"198.51.100.64/26", "", 1},  {"198.51.100.0/26", "US", 1},
        {"203.0.113.240/29", "NL", 0}, /* corrected */
        {"2001:468:1::/48", "", 0},    {"2001:468:2::/48", "US", 0}, {"::ffff:130.89.1.1", "", 0},
    };
    static struct fixture f;
    char *path = sample_path("tests/geo/anonymous.mmdb");
    sample_make(&f.sample);
    f.sample.policy.anonymous_path = path;
    lay_out(&f, "policies/geo/example-country.mmdb", NULL);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct spot *spot = place_of(&f, rows[i].client);
        if (strcmp(spot->country, rows[i].country) != 0 || spot->nnets != rows[i].nnets) {
            fail_msg("%s: '%s', %zu networks", rows[i].client, spot->country, spot->nnets);
        }
    }
    done(&f);
    free(path);
}

static void says_what_it_cannot_open(void **state)
{
    (void)state;
    static struct sample sample;
    struct atlas_data data;
    struct errs *errs = errs_new();
    sample_make(&sample);
    sample.policy.arena = arena_new(4096);
    sample.policy.country_paths[0] = "missing.mmdb";
    sample.policy.ncountry_paths = 1;
    sample.policy.data_at = (struct pos){.file = "p.yaml", .line = 2, .col = 3};
    assert_false(atlas_open(&sample.policy, "/nonexistent", &data, errs));
    assert_non_null(strstr(errs_at(errs, 0)->text, "/nonexistent/missing.mmdb"));
    assert_int_equal(errs_at(errs, 0)->at.line, 2);
    atlas_close(&data);
    arena_free(sample.policy.arena);
    errs_free(errs);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lays_corrections_and_own_networks_over_the_database),
        cmocka_unit_test(corrections_end_with_their_window),
        cmocka_unit_test(tells_apart_what_the_policy_names),
        cmocka_unit_test(blocks_that_carry_ipv4_make_no_places),
        cmocka_unit_test(knows_no_country_of_anonymous_ranges),
        cmocka_unit_test(says_what_it_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
