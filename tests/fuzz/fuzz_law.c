/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evaluator, whose oracle is the law: whatever a compiled policy gives to any client, in any
 * state of its clusters, obeys every rule that applies as the naive evaluator reads it; and nobody
 * is left without an answer by what loads. Agreement in cluster and scope is checked as well.
 *
 * Input: an octet that is odd when the policy's text is changed a little after it was drawn; then
 * the octets that a random policy, its databases, its clients and their clusters' states are drawn
 * from, in place of random numbers (tests/property/scene.h).
 */
#include "fuzz.h"

#include "../property/trial.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trial_tally tally = {.loaded = 0};
    if (size > 0 && !trial_run(draw_octets(data + 1, size - 1), data[0] & 1, &tally, stderr)) {
        abort();
    }
    return 0;
}
