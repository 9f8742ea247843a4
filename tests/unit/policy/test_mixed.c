/* SPDX-License-Identifier: Apache-2.0 */
/* The trie of mixed networks: each leads to the summary of just its places. */
#include "policy/mixed.h"

#include "base/attr.h"
#include "image/rulebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Each place leaves one cluster less, so that a summary's mask tells which places it is of. */
enum { SPOT_UNKNOWN, SPOT_NL, SPOT_DE, SPOT_US, SPOTS };

struct bench {
    struct arena *arena;
    struct atlas atlas;
    struct summaries all;
    uint32_t summaries[SPOTS];
    uint32_t signatures[SPOTS];
    struct build *build;
    uint32_t roots[2];
};

static void begin(struct bench *bench)
{
    static struct spot spots[SPOTS] = {
        {.asn = 0}, {.country = "NL"}, {.country = "DE"}, {.country = "US"}};
    *bench = (struct bench){.arena = arena_new(4096), .build = build_new()};
    bench->all = (struct summaries){.arena = bench->arena, .nkinds = 1, .nwords = 1};
    bench->atlas = (struct atlas){.spots = spots, .nspots = SPOTS};
    for (uint32_t i = 0; i < SPOTS; i++) {
        uint64_t *eligible = arena_alloc(bench->arena, sizeof(*eligible));
        uint64_t *applied = arena_alloc(bench->arena, sizeof(*applied));
        *eligible = 0xff ^ UINT64_C(1) << i;
        struct summary summary = {.spot = spots[i], .eligible = eligible, .applied = applied};
        bench->summaries[i] = summary_add(&bench->all, &summary);
        bench->signatures[i] = i;
    }
}

static void put(struct map_ranges *ranges, const char *text, uint32_t spot)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    map_build_append(ranges, map_build_address(&addr), spot);
}

/* 10/8 NL but for 10.1.2.3, DE; 2001:db8::/32 US, of which ::1 is NL. */
static void lay(struct bench *bench)
{
    put(&bench->atlas.v4, "0.0.0.0", SPOT_UNKNOWN);
    put(&bench->atlas.v4, "10.0.0.0", SPOT_NL);
    put(&bench->atlas.v4, "10.1.2.3", SPOT_DE);
    put(&bench->atlas.v4, "10.1.2.4", SPOT_NL);
    put(&bench->atlas.v4, "11.0.0.0", SPOT_UNKNOWN);
    put(&bench->atlas.v6, "::", SPOT_UNKNOWN);
    put(&bench->atlas.v6, "2001:db8::", SPOT_US);
    put(&bench->atlas.v6, "2001:db8::1", SPOT_NL);
    put(&bench->atlas.v6, "2001:db8::2", SPOT_US);
    put(&bench->atlas.v6, "2001:db9::", SPOT_UNKNOWN);
}

static void make(struct bench *bench)
{
    struct mixed_in in = {.atlas = &bench->atlas,
                          .signatures = bench->signatures,
                          .summaries = bench->summaries,
                          .all = &bench->all};
    mixed_make(bench->build, &in, bench->roots);
}

static void done(struct bench *bench)
{
    build_free(bench->build);
    map_build_free(&bench->atlas.v4);
    map_build_free(&bench->atlas.v6);
    arena_free(bench->arena);
}

/* Which places the trie says a network holds; 0 = it says nothing, the network is clear. */
static uint64_t places(struct bench *bench, const char *text)
{
    struct prefix client;
    assert_true(prefix_parse(text, &client, NULL));
    uint32_t at = bench->roots[client.addr.family == FAMILY_IPV6];
    for (unsigned i = 0; i < client.bits && at != REF_NONE; i++) {
        const struct image_policy_node *node = build_at(bench->build, SECTION_POLICY_NODE, at);
        at = node->child[client.addr.octets[i / 8] >> (7 - i % 8) & 1];
    }
    if (at == REF_NONE) {
        return 0;
    }
    const struct image_policy_node *node = build_at(bench->build, SECTION_POLICY_NODE, at);
    return 0xff ^ bench->all.list[node->mixed].eligible[0];
}

enum { UNKNOWN = 1 << SPOT_UNKNOWN, NL = 1 << SPOT_NL, DE = 1 << SPOT_DE, US = 1 << SPOT_US };

static void leads_mixed_networks_to_the_summary_of_their_places(void **state)
{
    static const struct {
        const char *client;
        uint64_t places;
    } rows[] = {
        {"10.0.0.0/8", NL | DE},
        {"10.0.0.0/7", NL | DE | UNKNOWN},
        {"10.1.2.0/24", NL | DE},
        {"10.1.2.2/31", NL | DE},
        {"10.1.2.3", 0},
        {"10.1.3.0/24", 0},
        {"11.0.0.0/8", 0},
        {"0.0.0.0/0", NL | DE | UNKNOWN},
        {"2001:db8::/32", US | NL},
        {"2001:db8::/31", US | NL | UNKNOWN},
        {"2001:db8::/127", US | NL},
        {"2001:db8::1", 0},
        {"2001:db8:1::/48", 0},
        {"3000::/4", 0},
        {"::/0", US | NL | DE | UNKNOWN},
        {"::/16", UNKNOWN | NL | DE},     /* holds ::ffff:0:0/96 */
        {"2002::/15", UNKNOWN | NL | DE}, /* 2002::/16 and 2003::/16 */
        {"64:ff9b::/32", UNKNOWN | NL | DE},
        {"4000::/2", 0},
    };
    (void)state;
    struct bench bench;
    begin(&bench);
    lay(&bench);
    make(&bench);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (places(&bench, rows[i].client) != rows[i].places) {
            fail_msg("%s: %llx", rows[i].client,
                     (unsigned long long)places(&bench, rows[i].client));
        }
    }
    done(&bench);
}

/* All of IPv4 hangs below three blocks of IPv6: it is there once. */
static void shares_the_trie_of_ipv4(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    put(&bench.atlas.v4, "0.0.0.0", SPOT_UNKNOWN);
    put(&bench.atlas.v4, "128.0.0.0", SPOT_NL);
    put(&bench.atlas.v6, "::", SPOT_UNKNOWN);
    make(&bench);
    assert_int_equal(places(&bench, "::ffff:0:0/96"), UNKNOWN | NL);
    assert_int_equal(places(&bench, "::fffe:0:0/95"), UNKNOWN | NL);
    assert_int_equal(places(&bench, "::fffc:0:0/95"), 0);
    /* one node of IPv4; 16 to 2002::/16; those to the /96s, but for the bits that begin alike, and
     * the last one: 2002::/15 and 64:ff9b::/95 are divided alike */
    assert_int_equal(build_count(bench.build, SECTION_POLICY_NODE),
                     1 + 16 + (96 - 3) + (96 - 10) - 1);
    done(&bench);
}

/* 65,536 networks of one NL and one unknown half: a node for them, and one for each length above.
 */
static void shares_nodes_of_networks_that_are_divided_alike(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    for (uint64_t i = 0; i < 1 << 17; i++) {
        map_build_append(&bench.atlas.v4, (struct map_address){0, i << 15},
                         i % 2 == 0 ? SPOT_UNKNOWN : SPOT_NL);
    }
    put(&bench.atlas.v6, "::", SPOT_UNKNOWN);
    make(&bench);
    assert_int_equal(places(&bench, "10.1.0.0/16"), UNKNOWN | NL);
    assert_int_equal(places(&bench, "10.1.128.0/17"), 0);
    assert_int_equal(places(&bench, "0.0.0.0/0"), UNKNOWN | NL);
    assert_int_equal(build_count(bench.build, SECTION_POLICY_NODE),
                     17 + 16 + (96 - 3) + (96 - 10) - 1);
    done(&bench);
}

static void is_empty_where_all_decisions_are_equal(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    lay(&bench);
    memset(bench.signatures, 0, sizeof(bench.signatures));
    make(&bench);
    assert_int_equal(bench.roots[0], REF_NONE);
    assert_int_equal(bench.roots[1], REF_NONE);
    assert_int_equal(build_count(bench.build, SECTION_POLICY_NODE), 0);
    done(&bench);
}

/* Places with one decision make nothing mixed, yet count where others do. */
static void counts_the_law_of_places_with_equal_decisions(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    lay(&bench);
    bench.signatures[SPOT_DE] = SPOT_NL;
    make(&bench);
    assert_int_equal(places(&bench, "10.1.2.0/24"), 0);
    assert_int_equal(places(&bench, "10.0.0.0/7"), NL | DE | UNKNOWN);
    done(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(leads_mixed_networks_to_the_summary_of_their_places),
        cmocka_unit_test(shares_the_trie_of_ipv4),
        cmocka_unit_test(shares_nodes_of_networks_that_are_divided_alike),
        cmocka_unit_test(is_empty_where_all_decisions_are_equal),
        cmocka_unit_test(counts_the_law_of_places_with_equal_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
