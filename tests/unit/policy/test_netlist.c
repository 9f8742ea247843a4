/* SPDX-License-Identifier: Apache-2.0 */
/* Lists with an index: they are matched as lists without, whatever stands in them. */
#include "policy/netlist.h"

#include "policy/match.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { NETS = 100 };

/* Every third network from 5 on backwards, two words among them. */
static size_t make_terms(struct policy_term *terms)
{
    size_t count = 0;
    for (uint32_t i = 0; i < NETS; i++) {
        terms[count++] =
            (struct policy_term){.kind = TERM_NETWORK, .number = 5 + 3 * (NETS - 1 - i)};
        if (i == 10) {
            terms[count++] = (struct policy_term){.kind = TERM_COUNTRY, .code = "NL"};
        }
        if (i == 20) {
            terms[count++] = (struct policy_term){.kind = TERM_ASN, .number = 64500};
        }
    }
    return count;
}

static void leaves_short_lists_alone(void **state)
{
    (void)state;
    static struct policy_term list[NETS + 2];
    struct arena *arena = arena_new(4096);
    make_terms(list);
    struct policy_terms terms = {.list = list, .count = 5};
    netlist_index(&terms, arena);
    assert_int_equal(terms.nnets, 0);
    arena_free(arena);
}

static void knows_where_each_stands(void **state)
{
    (void)state;
    static struct policy_term list[NETS + 2];
    struct arena *arena = arena_new(4096);
    struct policy_terms terms = {.list = list, .count = make_terms(list)};
    netlist_index(&terms, arena);
    assert_int_equal(terms.nnets, NETS);
    assert_int_equal(terms.nothers, 2);
    for (size_t i = 0; i < NETS; i++) {
        assert_int_equal(list[terms.origins[i]].number, terms.nets[i]);
        assert_int_equal(netlist_find(&terms, terms.nets[i]), i);
        assert_int_equal(netlist_find(&terms, terms.nets[i] + 1), SIZE_MAX);
    }
    assert_int_equal(netlist_find(&terms, 0), SIZE_MAX);
    assert_int_equal(terms.origins[NETS], 11);
    assert_int_equal(terms.origins[NETS + 1], 22);
    arena_free(arena);
}

static void matches_as_without(void **state)
{
    (void)state;
    static struct policy_term list[NETS + 2];
    static const struct policy policy = {.nnames = 0};
    struct arena *arena = arena_new(4096);
    struct policy_terms plain = {.list = list, .count = make_terms(list)};
    struct policy_terms terms = plain;
    netlist_index(&terms, arena);
    for (uint32_t net = 0; net < 3 * NETS + 20; net++) {
        const uint32_t nets[] = {net, net + 1};
        const struct spot spots[] = {
            {.country = "DE", .nets = nets, .nnets = 1},
            {.country = "DE", .nets = nets, .nnets = 2},
            {.country = "NL", .nets = nets, .nnets = 1},
            {.nets = nets, .nnets = 1},
            {.country = "DE", .asn = 64500 + net % 2},
        };
        for (size_t i = 0; i < sizeof(spots) / sizeof(spots[0]); i++) {
            assert_int_equal(match_any(&policy, &terms, &spots[i]),
                             match_any(&policy, &plain, &spots[i]));
        }
    }
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_short_lists_alone),
        cmocka_unit_test(knows_where_each_stands),
        cmocka_unit_test(matches_as_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
