/* SPDX-License-Identifier: Apache-2.0 */
#include "image/standing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEXT_SIZE = 64 };

/* Two policies: clusters a, b, c (of which c is not looked at), and b alone. */
struct town {
    struct image image;
    struct image_policy policies[2];
    struct image_policy_cluster clusters[4];
    char text[TEXT_SIZE];
    struct board *board;
    int fd;
};

static int begin(void **state)
{
    static struct town town;
    town = (struct town){
        .policies = {{.checked = 3, .drained = 2, .off = 4, .clusters = {0, 3}},
                     {.checked = 1, .clusters = {3, 1}}},
        .clusters = {{.name = {0, 1}}, {.name = {1, 1}}, {.name = {2, 1}}, {.name = {1, 1}}},
        .text = "abc",
        .fd = board_memfd()};
    town.image.at[SECTION_BLOB] = town.text;
    town.image.count[SECTION_BLOB] = TEXT_SIZE;
    town.image.at[SECTION_POLICY] = town.policies;
    town.image.count[SECTION_POLICY] = 2;
    town.image.at[SECTION_POLICY_CLUSTER] = town.clusters;
    town.image.count[SECTION_POLICY_CLUSTER] = 4;
    town.board = board_map(town.fd, true);
    *state = &town;
    return town.board == NULL;
}

static int end(void **state)
{
    struct town *town = *state;
    board_free(town->board);
    close(town->fd);
    return 0;
}

static uint32_t slot_of(const struct town *town, const char *name)
{
    return board_find(town->board, (struct bytes){(const uint8_t *)name, 1});
}

static void begins_as_the_policies_say(void **state)
{
    struct town *town = *state;
    assert_int_equal(standing_register(&town->image, town->board), 0);
    struct standing *standing = standing_new(&town->image, town->board);
    const struct policy_states *states = standing_read(standing);
    assert_int_equal(states[0].up, UINT64_MAX);
    assert_int_equal(states[0].drained, 2);
    assert_int_equal(states[0].off, 4);
    assert_int_equal(states[1].drained | states[1].off, 0);
    standing_free(standing);
}

static void follows_the_board_in_every_policy_of_the_name(void **state)
{
    struct town *town = *state;
    standing_register(&town->image, town->board);
    struct standing *standing = standing_new(&town->image, town->board);
    board_set_health(town->board, slot_of(town, "b"), BOARD_DOWN);
    board_set_health(town->board, slot_of(town, "c"), BOARD_DOWN); /* nothing looks at it */
    const struct policy_states *states = standing_read(standing);
    assert_int_equal(~states[0].up, 2);
    assert_int_equal(~states[1].up, 1);
    board_set_health(town->board, slot_of(town, "b"), BOARD_UP);
    states = standing_read(standing);
    assert_int_equal(~states[0].up | ~states[1].up, 0);
    standing_free(standing);
}

static void lets_orders_override_the_policy(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *name;
        enum board_order order;
        uint64_t drained;
        uint64_t off;
    } rows[] = {
        {"a", BOARD_DRAIN, 3, 4},  {"a", BOARD_OFF, 2, 5},   {"a", BOARD_AS_POLICY, 2, 4},
        {"b", BOARD_ACTIVE, 0, 4}, {"b", BOARD_OFF, 0, 6},   {"b", BOARD_AS_POLICY, 2, 4},
        {"c", BOARD_ACTIVE, 2, 0}, {"c", BOARD_DRAIN, 6, 0}, {"c", BOARD_AS_POLICY, 2, 4},
    };
    standing_register(&town->image, town->board);
    struct standing *standing = standing_new(&town->image, town->board);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        board_set_order(town->board, slot_of(town, rows[i].name), rows[i].order);
        const struct policy_states *states = standing_read(standing);
        assert_int_equal(states[0].drained, rows[i].drained);
        assert_int_equal(states[0].off, rows[i].off);
        assert_int_equal(states[0].up, UINT64_MAX);
    }
    standing_free(standing);
}

static void finds_names_that_come_later(void **state)
{
    struct town *town = *state;
    struct standing *standing = standing_new(&town->image, town->board);
    assert_int_equal(standing_read(standing)[0].drained, 2);
    standing_register(&town->image, town->board);
    board_set_order(town->board, slot_of(town, "a"), BOARD_DRAIN);
    assert_int_equal(standing_read(standing)[0].drained, 3);
    standing_free(standing);
}

/* The supervisor has looked at the outline of the image only. */
static void passes_over_names_outside_the_image(void **state)
{
    struct town *town = *state;
    town->clusters[2].name = (struct blob_ref){TEXT_SIZE - 1, 200};
    town->clusters[3].name = (struct blob_ref){UINT32_MAX, UINT32_MAX};
    assert_int_equal(standing_register(&town->image, town->board), 2);
    assert_int_equal(slot_of(town, "c"), BOARD_NO_SLOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(begins_as_the_policies_say, begin, end),
        cmocka_unit_test_setup_teardown(follows_the_board_in_every_policy_of_the_name, begin, end),
        cmocka_unit_test_setup_teardown(lets_orders_override_the_policy, begin, end),
        cmocka_unit_test_setup_teardown(finds_names_that_come_later, begin, end),
        cmocka_unit_test_setup_teardown(passes_over_names_outside_the_image, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
