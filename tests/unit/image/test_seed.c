/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/open.h"
#include "image/seed.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { COLLIDING = 400, MASK = 1023 };

static void counts_runs_around_the_end(void **state)
{
    (void)state;
    static const struct {
        const char *used; /* one letter per slot */
        uint64_t longest;
    } rows[] = {{"----", 0}, {"x---", 1}, {"-xx-", 2}, {"xx-x", 3}, {"x-xx", 3},
                {"-xxx", 3}, {"xxx-", 3}, {"xxxx", 4}, {"x-x-", 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image_slot slots[4] = {0};
        for (size_t s = 0; s < 4; s++) {
            slots[s].value = rows[i].used[s] == 'x';
        }
        assert_int_equal(seed_longest_run(slots, 4), rows[i].longest);
    }
}

static void leaves_names_that_spread_alone(void **state)
{
    (void)state;
    struct build *build = sample_build();
    assert_true(seed_settle(build));
    assert_int_equal(((struct image_facts *)build_at(build, SECTION_FACTS, 0))->name_seed, 0);
    build_free(build);
}

/* Routes for names that all begin in the first slot of a table with seed 0. */
static struct build *colliding_build(void)
{
    struct build *build = build_new();
    static uint64_t hashes[COLLIDING];
    struct image_facts facts = {.route_depth = 1};
    for (unsigned n = 0, i = 0; n < COLLIDING; i++) {
        struct name name = {0};
        name.octets[0] = (uint8_t)snprintf((char *)name.octets + 1, 16, "n%u", i);
        name.len = (uint8_t)(name.octets[0] + 2);
        hashes[n] = name_hash(0, name.octets);
        if ((hashes[n] & MASK) == 0) {
            struct image_route route = {.zone = build_blob(build, name.octets, name.len)};
            build_add(build, SECTION_ROUTE, &route, 1);
            n++;
        }
    }
    facts.route_slot_mask = build_slots(build, SECTION_ROUTE_SLOT, hashes, COLLIDING);
    facts.zone_slot_mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0);
    build_add(build, SECTION_FACTS, &facts, 1);
    return build;
}

static void assert_all_routes_found(const struct image *image)
{
    const struct image_facts *facts = image_facts(image);
    const struct image_route *routes = image->at[SECTION_ROUTE];
    for (uint32_t i = 0; i < COLLIDING; i++) {
        uint64_t hash = name_hash(facts->name_seed, image_blob(image, routes[i].zone));
        uint32_t at = (uint32_t)hash;
        uint32_t value = 0;
        do {
            value =
                find_slot_next(image->at[SECTION_ROUTE_SLOT], facts->route_slot_mask, hash, &at);
        } while (value != i + 1 && value != 0);
        assert_int_equal(value, i + 1);
    }
}

static void changes_the_seed_for_names_that_collide(void **state)
{
    (void)state;
    void *octets;
    size_t size;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    struct build *build = colliding_build();
    assert_int_equal(seed_longest_run(build_at(build, SECTION_ROUTE_SLOT, 0), MASK + 1), COLLIDING);
    assert_true(seed_settle(build));
    assert_in_range(seed_longest_run(build_at(build, SECTION_ROUTE_SLOT, 0), MASK + 1), 1,
                    SEED_RUN_MAX);
    assert_true(build_image(build, &octets, &size));
    if (!image_read(octets, size, &image, why)) {
        fail_msg("refused: %s", why);
    }
    assert_int_not_equal(image_facts(&image)->name_seed, 0);
    assert_all_routes_found(&image);
    free(octets);
    build_free(build);
}

/* The same, with a zone: its names are found with the new seed too. */
static void fills_segments_anew(void **state)
{
    (void)state;
    void *octets;
    size_t size;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    struct build *build = sample_build();
    struct image_slot *slots = build_at(build, SECTION_ROUTE_SLOT, 0);
    slots[0] = slots[1] = (struct image_slot){.value = 1};
    uint32_t more = build_add(build, SECTION_ROUTE_SLOT, NULL, MASK - 1);
    for (uint32_t i = 0; i < SEED_RUN_MAX; i++) {
        ((struct image_slot *)build_at(build, SECTION_ROUTE_SLOT, more + i))->value = 1;
    }
    ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->route_slot_mask = MASK;
    assert_true(seed_settle(build));
    assert_true(build_image(build, &octets, &size));
    if (!image_read(octets, size, &image, why)) {
        fail_msg("refused: %s", why);
    }
    struct find_room room;
    struct find_name name;
    uint64_t seed = image_facts(&image)->name_seed;
    assert_int_not_equal(seed, 0);
    find_prepare((const uint8_t *)"\3cut\7example\0\0\0\0\0\0\0\0", seed, &room, &name);
    unsigned label;
    const struct image_zone *zone = find_zone(&image, 0, &name, false, &label);
    assert_ptr_equal(zone, image_zone_at(&image, 0));
    assert_int_equal(find_in_segment(image_segment(&image, zone), &name, 1, false).kind,
                     FIND_REFERRAL);
    free(octets);
    build_free(build);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_runs_around_the_end),
        cmocka_unit_test(leaves_names_that_spread_alone),
        cmocka_unit_test(changes_the_seed_for_names_that_collide),
        cmocka_unit_test(fills_segments_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
