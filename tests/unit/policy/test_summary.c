/* SPDX-License-Identifier: Apache-2.0 */
/* What sets of places come to: the same in whatever order and grouping they are put together. */
#include "policy/summary.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { KINDS = 2, PLACES = 700, NETS = 4 };

static const char countries[][3] = {"NL", "DE", "US", ""};

/* A place by its number: country, AS, networks and law are digits of it. */
static void make_place(struct arena *arena, uint32_t number, struct summary *out)
{
    uint64_t *eligible = arena_alloc(arena, KINDS * sizeof(*eligible));
    uint64_t *applied = arena_alloc(arena, KINDS * sizeof(*applied));
    uint32_t *nets = arena_alloc(arena, NETS * sizeof(*nets));
    *out = (struct summary){
        .spot = {.asn = number / 4 % 3, .nets = nets}, .eligible = eligible, .applied = applied};
    memcpy(out->spot.country, countries[number % 4], 3);
    for (uint32_t i = 0; i < NETS; i++) {
        if (number / 12 >> i & 1) {
            nets[out->spot.nnets++] = i;
        }
    }
    for (uint32_t k = 0; k < KINDS; k++) {
        eligible[k] = 0xff ^ UINT64_C(1) << (number * 5 + number / 12 + k) % 8;
        applied[k] = UINT64_C(1) << number % (5 + k);
    }
}

static uint32_t add_place(struct summaries *all, uint32_t number)
{
    struct summary summary;
    make_place(all->arena, number, &summary);
    return summary_add(all, &summary);
}

static void gives_one_number_to_equal_summaries(void **state)
{
    (void)state;
    struct summaries all = {.arena = arena_new(4096), .nkinds = KINDS, .nwords = 1};
    uint32_t numbers[PLACES];
    for (uint32_t i = 0; i < PLACES; i++) {
        numbers[i] = add_place(&all, i);
    }
    for (uint32_t i = 0; i < PLACES; i++) { /* also after its tables grew */
        assert_int_equal(add_place(&all, i), numbers[i]);
    }
    struct summary other;
    make_place(all.arena, 0, &other);
    const uint64_t eligible[KINDS] = {other.eligible[0], other.eligible[1] ^ 1};
    other.eligible = eligible;
    size_t count = all.count;
    assert_int_equal(summary_add(&all, &other), count); /* the law of one name differs */
    other.eligible = all.list[numbers[0]].eligible;
    other.applied = eligible;
    assert_int_equal(summary_add(&all, &other), count + 1);
    arena_free(all.arena);
}

static void keeps_what_places_have_in_common_and_the_law_of_all(void **state)
{
    (void)state;
    struct summaries all = {.arena = arena_new(4096), .nkinds = KINDS, .nwords = 1};
    uint32_t a = add_place(&all, 12 * 7);         /* NL, no AS, networks 0 1 2 */
    uint32_t b = add_place(&all, 12 * 6 + 4);     /* NL, AS 1, networks 1 2 */
    uint32_t c = add_place(&all, 12 * 6 + 4 + 2); /* the same in US */
    const uint32_t list[] = {1, 2};
    const struct summary_nets nets = {.list = list, .count = 2, .set = 1};
    uint32_t ab = summary_join(&all, a, b, &nets);
    const struct summary *sum = &all.list[ab];
    assert_string_equal(sum->spot.country, "NL");
    assert_int_equal(sum->spot.asn, 0);
    assert_int_equal(sum->spot.nnets, 2);
    assert_int_equal(sum->spot.nets[0], 1);
    assert_int_equal(sum->spot.nets[1], 2);
    for (uint32_t k = 0; k < KINDS; k++) {
        assert_int_equal(sum->eligible[k], all.list[a].eligible[k] & all.list[b].eligible[k]);
        assert_int_equal(sum->applied[k], all.list[a].applied[k] | all.list[b].applied[k]);
    }
    sum = &all.list[summary_join(&all, b, c, &nets)];
    assert_string_equal(sum->spot.country, "");
    assert_int_equal(sum->spot.asn, 1);
    arena_free(all.arena);
}

/* Places that are alike may stand for others: a network in other own networks is another thing. */
static void goes_by_the_networks_that_hold_a_network(void **state)
{
    (void)state;
    struct summaries all = {.arena = arena_new(4096), .nkinds = KINDS, .nwords = 1};
    const uint32_t list[] = {0, 3};
    const struct summary_nets some = {.list = list, .count = 2, .set = 1};
    const struct summary_nets none = {.set = 0};
    uint32_t a = add_place(&all, 12 * 7);     /* NL in networks 0 1 2 */
    uint32_t b = add_place(&all, 12 * 7 + 4); /* the same of an AS */
    uint32_t inside = summary_join(&all, a, b, &some);
    assert_int_equal(all.list[inside].spot.nnets, 2);
    assert_int_equal(all.list[summary_join(&all, a, b, &none)].spot.nnets, 0);
    assert_int_equal(summary_join(&all, b, a, &some), inside);
    assert_int_equal(all.list[summary_join(&all, a, a, &none)].spot.nnets, 0);
    assert_int_equal(summary_join(&all, inside, inside, &some), inside);
    arena_free(all.arena);
}

/* More joins than are remembered, so that some push others out. */
static void does_not_depend_on_the_order(void **state)
{
    (void)state;
    struct summaries all = {.arena = arena_new(65536), .nkinds = KINDS, .nwords = 1};
    const struct summary_nets none = {.set = 0};
    uint32_t numbers[PLACES];
    for (uint32_t i = 0; i < PLACES; i++) {
        numbers[i] = add_place(&all, i * 7);
    }
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t a = numbers[i * 31 % PLACES];
        uint32_t b = numbers[i * 17 % 311];
        uint32_t c = numbers[i * 5 % 97];
        uint32_t left = summary_join(&all, summary_join(&all, a, b, &none), c, &none);
        uint32_t right = summary_join(&all, a, summary_join(&all, c, b, &none), &none);
        assert_int_equal(left, right);
        assert_int_equal(summary_join(&all, left, b, &none), left);
        assert_int_equal(summary_join(&all, left, left, &none), left);
    }
    arena_free(all.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_one_number_to_equal_summaries),
        cmocka_unit_test(keeps_what_places_have_in_common_and_the_law_of_all),
        cmocka_unit_test(goes_by_the_networks_that_hold_a_network),
        cmocka_unit_test(does_not_depend_on_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
