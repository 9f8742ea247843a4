/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/outcome.h"

struct outcome_state outcome_start(const struct policy *policy, uint64_t down)
{
    struct outcome_state state = {.up = ~down};
    for (size_t i = 0; i < policy->nclusters; i++) {
        uint64_t bit = UINT64_C(1) << i;
        state.drained |= policy->clusters[i].state == STATE_DRAIN ? bit : 0;
        state.off |= policy->clusters[i].state == STATE_OFF ? bit : 0;
    }
    return state;
}

/* The clusters of the first tier that has one to give; 0 = none has. */
static uint64_t first_tier(const struct decision_part *part, const struct outcome_state *state)
{
    const uint64_t admits[] = {~(state->drained | state->off), ~state->off};
    for (int i = 0; i < 2; i++) {
        for (size_t t = 0; t < part->ntiers; t++) {
            uint64_t up = part->tiers[t] & admits[i] & state->up;
            if (up != 0) {
                return up;
            }
        }
    }
    return 0;
}

/* What the last resorts give when no tier of a part does. */
static void add_last(const struct decision *decision, const struct decision_part *part,
                     const struct outcome_state *state, struct outcome *out)
{
    struct outcome_state all_up = *state;
    all_up.up = UINT64_MAX;
    for (size_t i = 0; i < decision->nlasts; i++) {
        const struct decision_last *last = &decision->lasts[i];
        uint64_t given = 0;
        if (last->kind == LAST_CLUSTER) {
            given = (UINT64_C(1) << last->cluster) & ~state->off;
        } else if (last->kind == LAST_TRY_ANYWAY) {
            given = first_tier(part, &all_up);
        } else {
            out->refused |= last->kind == LAST_REFUSED;
            out->nodata |= last->kind == LAST_NODATA;
            out->servfail |= last->kind == LAST_SERVFAIL;
            return;
        }
        if (given != 0) {
            out->clusters |= given;
            return;
        }
    }
    out->servfail = true; /* the implicit end of every list */
}

struct outcome outcome_of(const struct decision *decision, const struct outcome_state *state)
{
    static const struct decision_part nothing = {.share = 0};
    struct outcome out = {.refused = decision->refused};
    if (decision->refused) {
        return out;
    }
    for (size_t i = 0; i < decision->nparts; i++) {
        uint64_t given = first_tier(&decision->parts[i], state);
        out.clusters |= given;
        if (given == 0) {
            add_last(decision, &decision->parts[i], state, &out);
        }
    }
    if (decision->nparts == 0) {
        add_last(decision, &nothing, state, &out);
    }
    return out;
}
