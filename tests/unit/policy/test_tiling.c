/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of finished maps: it holds for right ones, and finds what is wrong with others. */
#include "policy/tiling.h"

#include "base/attr.h"
#include "image/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SPOT_UNKNOWN, SPOT_NL, SPOT_US, SPOTS };

enum { BASE = 7 };

/* What the tests vary: IPv4 and IPv6 in ranges of spots, decisions by spot. */
struct layout {
    struct map_start v4[4];
    size_t nv4;
    struct map_start v6[6];
    size_t nv6;
    uint32_t decisions[SPOTS];
};

static struct spot spots[SPOTS] = {{.asn = 0}, {.country = "NL"}, {.country = "US"}};

/* 10/8 NL; 2001:db8::/32 US, of which 2001:db8::1 NL. */
static const struct layout layout_usual = {
    .v4 = {{{0, 0}, SPOT_UNKNOWN}, {{0, 0x0a000000}, SPOT_NL}, {{0, 0x0b000000}, SPOT_UNKNOWN}},
    .nv4 = 3,
    .v6 = {{{0, 0}, SPOT_UNKNOWN},
           {{UINT64_C(0x20010db800000000), 0}, SPOT_US},
           {{UINT64_C(0x20010db800000000), 1}, SPOT_NL},
           {{UINT64_C(0x20010db800000000), 2}, SPOT_US},
           {{UINT64_C(0x20010db900000000), 0}, SPOT_UNKNOWN}},
    .nv6 = 5,
    .decisions = {0, 1, 2}};

/* All of IPv4 has one decision, another than the IPv6 around the blocks that carry it. */
static const struct layout layout_one_v4 = {
    .v4 = {{{0, 0}, SPOT_NL}},
    .nv4 = 1,
    .v6 = {{{0, 0}, SPOT_UNKNOWN}, {{UINT64_C(0x2002000000000000), 5}, SPOT_US}},
    .nv6 = 2,
    .decisions = {0, 1, 2}};

static void lay(const struct layout *layout, struct atlas *out)
{
    *out = (struct atlas){.spots = spots, .nspots = SPOTS};
    for (size_t i = 0; i < layout->nv4; i++) {
        map_build_append(&out->v4, layout->v4[i].start, layout->v4[i].value);
    }
    for (size_t i = 0; i < layout->nv6; i++) {
        map_build_append(&out->v6, layout->v6[i].start, layout->v6[i].value);
    }
}

/* The map that the places and decisions call for. */
static uint32_t make_map(struct build *build, const struct atlas *atlas, const uint32_t *decisions)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    for (size_t i = 0; i < atlas->v4.count; i++) {
        map_build_append(&v4, atlas->v4.at[i].start, BASE + decisions[atlas->v4.at[i].value]);
    }
    for (size_t i = 0; i < atlas->v6.count; i++) {
        map_build_append(&v6, atlas->v6.at[i].start, BASE + decisions[atlas->v6.at[i].value]);
    }
    uint32_t map = map_build_add(build, &v4, &v6);
    map_build_free(&v4);
    map_build_free(&v6);
    return map;
}

static void holds_for_maps_of_the_builder(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const struct layout *layout;
        uint32_t decisions[SPOTS];
    } rows[] = {
        {"every place has its own decision", &layout_usual, {0, 1, 2}},
        {"all places have one", &layout_usual, {0, 0, 0}},
        {"all of IPv4 has one", &layout_usual, {1, 1, 2}},
        {"IPv4 differs from the IPv6 around it", &layout_one_v4, {0, 1, 2}},
        {"IPv4 is as the IPv6 around it", &layout_one_v4, {1, 1, 2}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct atlas atlas;
        struct prefix where;
        char text[PREFIX_TEXT_SIZE];
        struct build *build = build_new();
        lay(rows[i].layout, &atlas);
        struct tiling tiling = {.build = build,
                                .map = make_map(build, &atlas, rows[i].decisions),
                                .atlas = &atlas,
                                .decisions = rows[i].decisions,
                                .base = BASE};
        if (!tiling_holds(&tiling, &where)) {
            fail_msg("%s: refuted at %s", rows[i].why, prefix_format(&where, text));
        }
        atlas_done(&atlas);
        build_free(build);
    }
}

/* A map made for other decisions than those that hold is refuted where they differ. */
static void finds_a_wrong_decision(void **state)
{
    (void)state;
    static const struct {
        uint32_t made[SPOTS];
        uint32_t hold[SPOTS];
        const char *where;
    } rows[] = {
        {{0, 1, 2}, {0, 2, 2}, "10.0.0.0/8"},
        {{0, 1, 2}, {0, 1, 1}, "2001:db8::/128"},
        {{0, 0, 0}, {0, 1, 0}, "0.0.0.0/0"},
        {{0, 0, 2}, {0, 0, 0}, "2001:db8::/128"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct atlas atlas;
        struct prefix where;
        char text[PREFIX_TEXT_SIZE];
        struct build *build = build_new();
        lay(&layout_usual, &atlas);
        struct tiling tiling = {.build = build,
                                .map = make_map(build, &atlas, rows[i].made),
                                .atlas = &atlas,
                                .decisions = rows[i].hold,
                                .base = BASE};
        assert_false(tiling_holds(&tiling, &where));
        assert_string_equal(prefix_format(&where, text), rows[i].where);
        atlas_done(&atlas);
        build_free(build);
    }
}

/* The tables themselves are spoilt after they were made. */
static void finds_a_spoilt_table(void **state)
{
    (void)state;
    struct atlas atlas;
    struct prefix where;
    char text[PREFIX_TEXT_SIZE];
    struct build *build = build_new();
    lay(&layout_usual, &atlas);
    struct tiling tiling = {.build = build,
                            .map = make_map(build, &atlas, layout_usual.decisions),
                            .atlas = &atlas,
                            .decisions = layout_usual.decisions,
                            .base = BASE};
    const struct image_map *map = build_at(build, SECTION_MAP, tiling.map);
    struct map_range4 *ranges = build_at(build, SECTION_MAP_DATA, map->v4_ranges);
    assert_int_equal(ranges[1].start, 0x0a000000);
    ranges[1].start = 0x09000000; /* NL begins too early */
    assert_false(tiling_holds(&tiling, &where));
    assert_string_equal(prefix_format(&where, text), "9.0.0.0/8");
    atlas_done(&atlas);
    build_free(build);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_maps_of_the_builder),
        cmocka_unit_test(finds_a_wrong_decision),
        cmocka_unit_test(finds_a_spoilt_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
