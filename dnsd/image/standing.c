/* SPDX-License-Identifier: Apache-2.0 */
#include "image/standing.h"

#include "image/verify.h"

#include <stdlib.h>

struct standing {
    const struct image *image;
    const struct board *board;
    uint64_t generation; /* of the board, when the states were made */
    uint32_t *slots;     /* by SECTION_POLICY_CLUSTER */
    struct policy_states states[];
};

static struct bytes name_of(const struct image *image, uint64_t cluster)
{
    const struct image_policy_cluster *clusters = image->at[SECTION_POLICY_CLUSTER];
    struct blob_ref name = clusters[cluster].name;
    return (struct bytes){.at = image_blob(image, name), .len = name.len};
}

static struct policy_states make_states(const struct standing *standing,
                                        const struct image_policy *policy)
{
    struct policy_states states = states_initial(policy);
    for (uint32_t i = 0; i < policy->clusters.count; i++) {
        uint64_t bit = UINT64_C(1) << i;
        uint32_t slot = standing->slots[policy->clusters.first + i];
        struct board_state said = board_state(standing->board, slot);
        if (said.health == BOARD_DOWN) {
            states.up &= ~(bit & policy->checked);
        }
        if (said.order != BOARD_AS_POLICY) {
            states.drained &= ~bit;
            states.off &= ~bit;
        }
        states.drained |= said.order == BOARD_DRAIN ? bit : 0;
        states.off |= said.order == BOARD_OFF ? bit : 0;
    }
    return states;
}

/* A change while this reads moves the generation once more: it is read again next time. */
static void make(struct standing *standing)
{
    standing->generation = board_generation(standing->board);
    for (uint64_t i = 0; i < standing->image->count[SECTION_POLICY_CLUSTER]; i++) {
        if (standing->slots[i] == BOARD_NO_SLOT) {
            standing->slots[i] = board_find(standing->board, name_of(standing->image, i));
        }
    }
    for (uint64_t i = 0; i < standing->image->count[SECTION_POLICY]; i++) {
        standing->states[i] = make_states(standing, rulebook_at(standing->image, (uint32_t)i));
    }
}

struct standing *standing_new(const struct image *image, const struct board *board)
{
    uint64_t npolicies = image->count[SECTION_POLICY];
    uint64_t nclusters = image->count[SECTION_POLICY_CLUSTER];
    struct standing *standing =
        calloc(1, sizeof(*standing) + npolicies * sizeof(standing->states[0]));
    uint32_t *slots = calloc(nclusters + 1, sizeof(*slots));
    if (standing == NULL || slots == NULL) {
        free(standing);
        free(slots);
        return NULL;
    }
    for (uint64_t i = 0; i < nclusters; i++) {
        slots[i] = BOARD_NO_SLOT;
    }
    standing->image = image;
    standing->board = board;
    standing->slots = slots;
    make(standing);
    return standing;
}

void standing_free(struct standing *standing)
{
    if (standing != NULL) {
        free(standing->slots);
        free(standing);
    }
}

const struct policy_states *standing_read(struct standing *standing)
{
    if (board_generation(standing->board) != standing->generation) {
        make(standing);
    }
    return standing->states;
}

size_t standing_register(const struct image *image, struct board *board)
{
    const struct image_policy_cluster *clusters = image->at[SECTION_POLICY_CLUSTER];
    size_t left_out = 0;
    for (uint64_t i = 0; i < image->count[SECTION_POLICY_CLUSTER]; i++) {
        bool there = verify_blob(image, clusters[i].name);
        left_out += !there || board_add(board, name_of(image, i)) == BOARD_NO_SLOT;
    }
    return left_out;
}
