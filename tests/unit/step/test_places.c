/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "step/places.h"

#include "image/build.h"
#include "image/map_build.h"

#include <stdlib.h>

enum { SPOTS = 300 };

/* An image of one map: 10.0.n.0/24 is spot n, all else spot 0; every seventh is unknown. */
struct bench {
    struct build *build;
    struct image image;
    struct image_account_spot spots[SPOTS + 1];
    struct image_account_interval interval;
    struct places *places;
};

static void begin(struct bench *bench)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    *bench = (struct bench){.build = build_new(), .places = malloc(sizeof(struct places))};
    assert_non_null(bench->places);
    map_build_append(&v4, (struct map_address){0, 0}, 0);
    map_build_append(&v6, (struct map_address){0, 0}, 0);
    for (uint32_t i = 0; i < SPOTS; i++) {
        bench->spots[i].known = i % 7 != 0;
        map_build_append(&v4, (struct map_address){0, 0x0a000000 + i * 256}, i);
    }
    map_build_append(&v4, (struct map_address){0, 0x0a000000 + SPOTS * 256}, 0);
    bench->interval = (struct image_account_interval){
        .spot_map = map_build_add(bench->build, &v4, &v6), .unknown = SPOTS, .spots = {0, SPOTS}};
    map_build_free(&v4);
    map_build_free(&v6);
    bench->image.at[SECTION_MAP] = build_at(bench->build, SECTION_MAP, 0);
    bench->image.at[SECTION_MAP_DATA] = build_at(bench->build, SECTION_MAP_DATA, 0);
    bench->image.at[SECTION_ACCOUNT_SPOT] = bench->spots;
}

static void end(struct bench *bench)
{
    free(bench->places);
    build_free(bench->build);
}

static bool find(struct bench *bench, const char *client, uint32_t ranges_max)
{
    struct prefix prefix;
    assert_true(prefix_parse(client, &prefix, NULL));
    return places_find(&bench->image, &bench->interval, &prefix, ranges_max, bench->places);
}

static size_t next(struct bench *bench, struct places_cursor *cursor)
{
    const struct image_account_spot *spot = places_next(bench->places, cursor);
    return spot == NULL ? SIZE_MAX : (size_t)(spot - bench->spots);
}

static void lists_by_address_the_unknown_last(void **state)
{
    (void)state;
    struct bench bench;
    struct places_cursor cursor = {0};
    begin(&bench);
    assert_true(find(&bench, "10.0.12.0/22", 0));
    assert_int_equal(bench.places->count, 4);
    assert_int_equal(next(&bench, &cursor), 12);
    assert_int_equal(next(&bench, &cursor), 13);
    assert_int_equal(next(&bench, &cursor), 15);
    assert_int_equal(next(&bench, &cursor), 14);
    assert_int_equal(next(&bench, &cursor), SIZE_MAX);
    end(&bench);
}

static void counts_each_once_beyond_the_list(void **state)
{
    (void)state;
    struct bench bench;
    struct places_cursor cursor = {0};
    bool seen[SPOTS] = {false};
    begin(&bench);
    assert_true(find(&bench, "0.0.0.0/0", 0));
    assert_int_equal(bench.places->count, SPOTS);
    assert_int_equal(bench.places->nlisted, PLACES_LISTED);
    for (size_t i = 0; i < SPOTS; i++) {
        size_t spot = next(&bench, &cursor);
        assert_true(spot < SPOTS);
        assert_false(seen[spot]);
        seen[spot] = true;
    }
    assert_int_equal(next(&bench, &cursor), SIZE_MAX);
    end(&bench);
}

static void looks_at_no_more_ranges_than_it_may(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    assert_true(find(&bench, "10.0.8.0/21", 8));
    assert_false(find(&bench, "10.0.8.0/21", 7));
    end(&bench);
}

static void knows_one_place_without_a_network(void **state)
{
    (void)state;
    struct bench bench;
    struct places_cursor cursor = {0};
    begin(&bench);
    assert_true(places_find(&bench.image, &bench.interval, NULL, 1, bench.places));
    assert_int_equal(bench.places->count, 1);
    assert_int_equal(next(&bench, &cursor), SPOTS);
    assert_int_equal(next(&bench, &cursor), SIZE_MAX);
    end(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_by_address_the_unknown_last),
        cmocka_unit_test(counts_each_once_beyond_the_list),
        cmocka_unit_test(looks_at_no_more_ranges_than_it_may),
        cmocka_unit_test(knows_one_place_without_a_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
