/* SPDX-License-Identifier: Apache-2.0 */
/* People counted: networks and addresses of places, over one atlas or two. */
#include "policy/census.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Append the range that starts at an address. */
static void start(struct map_ranges *ranges, const char *text, uint32_t spot)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    map_build_append(ranges, map_build_address(&addr), spot);
}

static const struct census_cell *cell_of(const struct census *census, uint32_t before,
                                         uint32_t after)
{
    for (size_t i = 0; i < census->ncells; i++) {
        if (census->cells[i].before == before && census->cells[i].after == after) {
            return &census->cells[i];
        }
    }
    fail_msg("no cell %u -> %u", before, after);
    return NULL;
}

static void assert_example(const struct census_cell *cell, const char *text)
{
    char got[PREFIX_TEXT_SIZE];
    assert_string_equal(prefix_format(&cell->example, got), text);
}

static void counts_one_atlas(void **state)
{
    (void)state;
    struct atlas atlas = {.nspots = 3};
    struct arena *arena = arena_new(4096);
    struct census census;
    start(&atlas.v4, "0.0.0.0", 0);
    start(&atlas.v4, "81.2.69.142", 1); /* /31, /28, /27 and /28: GB of a test database */
    start(&atlas.v4, "81.2.69.208", 0);
    start(&atlas.v6, "::", 0);
    start(&atlas.v6, "2a02:e040::", 2);
    start(&atlas.v6, "2a02:e048::", 0);
    census_take(&atlas, &atlas, arena, &census);
    assert_int_equal(census.ncells, 3);
    const struct census_count *gb = &cell_of(&census, 1, 1)->count;
    assert_int_equal(gb->nets4, 4);
    assert_int_equal(gb->addresses4, 66);
    assert_int_equal(gb->nets6, 0);
    assert_example(cell_of(&census, 1, 1), "81.2.69.142/31");
    const struct census_count *nl = &cell_of(&census, 2, 2)->count;
    assert_int_equal(nl->nets4, 0);
    assert_int_equal(nl->nets6, 1);
    assert_int_equal(census_sites(nl), 524288);
    assert_example(cell_of(&census, 2, 2), "2a02:e040::/29");
    assert_example(cell_of(&census, 0, 0), "0.0.0.0/2");
    atlas_done(&atlas);
    arena_free(arena);
}

/* All of IPv6 but ::ffff:0:0/96, 64:ff9b::/96 and 2002::/16. */
static void leaves_out_what_carries_ipv4(void **state)
{
    (void)state;
    struct atlas atlas = {.nspots = 2};
    struct arena *arena = arena_new(4096);
    struct census census;
    start(&atlas.v4, "0.0.0.0", 0);
    start(&atlas.v6, "::", 0);
    start(&atlas.v6, "2002::", 1); /* a range of its own: nobody is in it */
    start(&atlas.v6, "2003::", 0);
    census_take(&atlas, &atlas, arena, &census);
    assert_int_equal(census.ncells, 1);
    const struct census_count *all = &census.cells[0].count;
    assert_int_equal(all->nets4, 1);
    assert_int_equal(all->addresses4, UINT64_C(1) << 32);
    /* 2^128 - 2^112 - 2 * 2^32 */
    assert_int_equal(all->addresses6.high, UINT64_MAX - (UINT64_C(1) << 48));
    assert_int_equal(all->addresses6.low, UINT64_MAX - (UINT64_C(2) << 32) + 1);
    assert_int_equal(all->nets6, 193); /* as Python's ipaddress counts them */
    atlas_done(&atlas);
    arena_free(arena);
}

static void walks_two_side_by_side(void **state)
{
    (void)state;
    struct atlas before = {.nspots = 2};
    struct atlas after = {.nspots = 2};
    struct arena *arena = arena_new(4096);
    struct census census;
    start(&before.v4, "0.0.0.0", 0);
    start(&before.v4, "192.0.2.0", 1);
    start(&before.v4, "192.0.3.0", 0);
    start(&after.v4, "0.0.0.0", 0);
    start(&after.v4, "192.0.2.128", 1);
    start(&after.v4, "192.0.3.1", 0);
    start(&before.v6, "::", 0);
    start(&after.v6, "::", 1);
    census_take(&before, &after, arena, &census);
    assert_int_equal(census.ncells, 4); /* 0 -> 0, 1 -> 0, 1 -> 1, and 0 -> 1 of both families */
    assert_int_equal(cell_of(&census, 1, 0)->count.addresses4, 128);
    assert_int_equal(cell_of(&census, 1, 1)->count.addresses4, 128);
    const struct census_cell *moved = cell_of(&census, 0, 1);
    assert_int_equal(moved->count.addresses4, 1);
    assert_int_equal(moved->count.nets4, 1);
    assert_example(moved, "192.0.3.0/32");
    assert_int_equal(moved->count.addresses6.high, UINT64_MAX - (UINT64_C(1) << 48));
    struct census_count sum = {0};
    for (size_t i = 0; i < census.ncells; i++) {
        census_add(&sum, &census.cells[i].count);
    }
    assert_int_equal(sum.addresses4, UINT64_C(1) << 32);
    atlas_done(&before);
    atlas_done(&after);
    arena_free(arena);
}

/* More cells than the first table of slots has room for; the last addresses of both families. */
static void finds_every_cell_again(void **state)
{
    (void)state;
    enum { SPOTS = 1000 };
    struct atlas atlas = {.nspots = SPOTS};
    struct arena *arena = arena_new(4096);
    struct census census;
    for (uint32_t i = 0; i < 2 * SPOTS; i++) {
        map_build_append(&atlas.v4, (struct map_address){.low = i << 8}, i % SPOTS);
    }
    start(&atlas.v6, "::", 0);
    start(&atlas.v6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", 1);
    census_take(&atlas, &atlas, arena, &census);
    assert_int_equal(census.ncells, SPOTS);
    for (uint32_t i = 2; i < SPOTS - 1; i++) {
        assert_int_equal(cell_of(&census, i, i)->count.nets4, 2);
        assert_int_equal(cell_of(&census, i, i)->count.addresses4, 512);
    }
    assert_int_equal(cell_of(&census, 1, 1)->count.nets6, 1);
    assert_int_equal(cell_of(&census, 1, 1)->count.addresses6.low, 2);
    assert_int_equal(census_sites(&cell_of(&census, 1, 1)->count), 0);
    atlas_done(&atlas);
    arena_free(arena);
}

/* What comes next of a sequence that is the same in every run. */
static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

enum { TINY = 256, PLACES = 3 }; /* addresses of 0.0.0.0/24; spots */

/* The fewest networks of one cell, by halving: a network is one if all of it is the cell's. */
static unsigned halve(const uint8_t *cells, unsigned first, unsigned size, uint8_t cell)
{
    unsigned inside = 0;
    for (unsigned i = 0; i < size; i++) {
        inside += cells[first + i] == cell;
    }
    if (inside == 0 || inside == size) {
        return inside == size;
    }
    return halve(cells, first, size / 2, cell) + halve(cells, first + size / 2, size / 2, cell);
}

/* Random places in a /24, everything behind it at a place of its own. */
static void scatter(struct map_ranges *ranges, uint8_t spots[TINY], uint64_t *seed)
{
    for (unsigned i = 0; i < TINY; i++) {
        bool stays = i > 0 && next_random(seed) % 8 != 0;
        spots[i] = stays ? spots[i - 1] : (uint8_t)(next_random(seed) % PLACES);
        map_build_append(ranges, (struct map_address){.low = i}, spots[i]);
    }
    map_build_append(ranges, (struct map_address){.low = TINY}, PLACES);
}

static void counts_as_halving_does(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 200; round++) {
        struct atlas atlases[2] = {{.nspots = PLACES + 1}, {.nspots = PLACES + 1}};
        struct arena *arena = arena_new(4096);
        struct census census;
        uint8_t spots[2][TINY];
        uint8_t cells[TINY];
        for (int i = 0; i < 2; i++) {
            scatter(&atlases[i].v4, spots[i], &seed);
            start(&atlases[i].v6, "::", PLACES);
        }
        for (unsigned i = 0; i < TINY; i++) {
            cells[i] = (uint8_t)(spots[0][i] * PLACES + spots[1][i]);
        }
        census_take(&atlases[0], &atlases[1], arena, &census);
        uint64_t total = 0;
        for (size_t i = 0; i < census.ncells; i++) {
            const struct census_cell *cell = &census.cells[i];
            if (cell->before == PLACES) {
                assert_int_equal(cell->count.nets4, 24); /* all of IPv4 but 0.0.0.0/24 */
                continue;
            }
            uint8_t number = (uint8_t)(cell->before * PLACES + cell->after);
            assert_int_equal(cell->count.nets4, halve(cells, 0, TINY, number));
            total += cell->count.addresses4;
        }
        assert_int_equal(total, TINY);
        atlas_done(&atlases[0]);
        atlas_done(&atlases[1]);
        arena_free(arena);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_one_atlas),       cmocka_unit_test(leaves_out_what_carries_ipv4),
        cmocka_unit_test(walks_two_side_by_side), cmocka_unit_test(counts_as_halving_does),
        cmocka_unit_test(finds_every_cell_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
