/* SPDX-License-Identifier: Apache-2.0 */
/* Judging client networks: clear ones and mixed ones, also where IPv6 carries IPv4. */
#include "policy/judge.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { SPOT_UNKNOWN, SPOT_NL, SPOT_DE, SPOT_US, SPOT_GOV, SPOTS };

static const uint32_t in_gov[] = {0};
static struct spot spots[SPOTS] = {{.asn = 0},
                                   {.country = "NL"},
                                   {.country = "DE"},
                                   {.country = "US"},
                                   {.country = "US", .nets = in_gov, .nnets = 1}};

/* Unknown but for: 10/8 NL, 11/8 DE, 12/8 US, 198.51.100/24 GOV; 2001:db8::/32 US. */
static void lay_out(struct atlas *out)
{
    static const struct map_start v4[] = {
        {{0, 0}, SPOT_UNKNOWN},          {{0, 0x0a000000}, SPOT_NL},
        {{0, 0x0b000000}, SPOT_DE},      {{0, 0x0c000000}, SPOT_US},
        {{0, 0x0d000000}, SPOT_UNKNOWN}, {{0, 0xc6336400}, SPOT_GOV},
        {{0, 0xc6336500}, SPOT_UNKNOWN}};
    static const struct map_start v6[] = {{{0, 0}, SPOT_UNKNOWN},
                                          {{UINT64_C(0x20010db800000000), 0}, SPOT_US},
                                          {{UINT64_C(0x20010db900000000), 0}, SPOT_UNKNOWN}};
    *out = (struct atlas){.spots = spots, .nspots = SPOTS};
    for (size_t i = 0; i < ARRAY_LEN(v4); i++) {
        map_build_append(&out->v4, v4[i].start, v4[i].value);
    }
    for (size_t i = 0; i < ARRAY_LEN(v6); i++) {
        map_build_append(&out->v6, v6[i].start, v6[i].value);
    }
}

static void judges_clear_and_mixed_networks(void **state)
{
    (void)state;
    static const struct {
        const char *client;
        size_t nspots;
        bool clear;
        uint64_t eligible;
        uint64_t first; /* first tier; 0 = refused */
        const char *country;
    } rows[] = {
        {"10.1.0.0/16", 1, true, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, "NL"},
        {"12.0.0.0/8", 1, true, BIT_ALL, BIT_US, "US"},
        {"198.51.100.7", 1, true, BIT_NL | BIT_SORRY, BIT_NL, "US"},
        /* NL and DE: protected both, nothing in common: taste of unknown */
        {"10.0.0.0/7", 2, false, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, ""},
        /* US and unknown: the law of the one, the taste of neither */
        {"12.0.0.0/7", 2, false, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, ""},
        /* unknown and gov: taste of unknown, law of gov */
        {"198.51.100.0/23", 2, false, BIT_NL | BIT_SORRY, BIT_NL, ""},
        {"0.0.0.0/0", 5, false, BIT_NL | BIT_SORRY, BIT_NL, ""},
        /* unknown by entry 4 and NL by entry 2: one decision */
        {"9.0.0.0/8", 1, true, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, ""},
        {"::ffff:10.1.0.0/112", 1, true, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, "NL"},
        {"64:ff9b::12.1.0.0/112", 1, true, BIT_ALL, BIT_US, "US"},
        {"2002:0b00::/24", 1, true, BIT_NL | BIT_EU | BIT_SORRY, BIT_EU, "DE"},
        {"2001:db8::/32", 1, true, BIT_ALL, BIT_US, "US"},
        {"2001:db8::/31", 2, false, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, ""},
        {"2002::/15", 5, false, BIT_NL | BIT_SORRY, BIT_NL, ""}, /* holds all of IPv4 */
        {"64::/16", 5, false, BIT_NL | BIT_SORRY, BIT_NL, ""},
        {"::/0", 5, false, BIT_NL | BIT_SORRY, BIT_NL, ""},
        {"3000::/4", 1, true, BIT_NL | BIT_EU | BIT_SORRY, BIT_NL, ""},
    };
    static struct sample s;
    struct arena *arena = arena_new(4096);
    struct atlas atlas;
    sample_make(&s);
    lay_out(&atlas);
    struct law_case ask = sample_ask(&s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix client;
        struct judgement got;
        assert_true(prefix_parse(rows[i].client, &client, NULL));
        judge_network(&ask, &atlas, &client, arena, &got);
        if (got.nspots != rows[i].nspots || got.clear != rows[i].clear ||
            got.eligible != rows[i].eligible || got.decision.parts[0].tiers[0] != rows[i].first ||
            strcmp(got.spot.country, rows[i].country) != 0) {
            fail_msg("%s: %zu spots, clear %d, eligible %#llx, '%s'", rows[i].client, got.nspots,
                     got.clear, (unsigned long long)got.eligible, got.spot.country);
        }
    }
    atlas_done(&atlas);
    arena_free(arena);
}

/* "where the law sends the places of P apart, nobody is eligible and the answer is REFUSED" */
static void refuses_where_the_law_sends_places_apart(void **state)
{
    (void)state;
    static const struct policy_term us = {.kind = TERM_COUNTRY, .code = "US"};
    static struct sample s;
    struct arena *arena = arena_new(4096);
    struct atlas atlas;
    struct prefix client;
    struct judgement got;
    sample_make(&s);
    s.rules[1] = (struct policy_rule){.name = "us-at-home",
                                      .who = sample_who(&us),
                                      .has_only = true,
                                      .only = BIT_US,
                                      .window = sample_always};
    lay_out(&atlas);
    struct law_case ask = sample_ask(&s);
    assert_true(prefix_parse("10.0.0.0/5", &client, NULL));
    judge_network(&ask, &atlas, &client, arena, &got);
    assert_int_equal(got.eligible, 0);
    assert_true(got.decision.refused);
    atlas_done(&atlas);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_clear_and_mixed_networks),
        cmocka_unit_test(refuses_where_the_law_sends_places_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
