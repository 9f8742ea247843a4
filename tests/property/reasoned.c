/* SPDX-License-Identifier: Apache-2.0 */
#include "reasoned.h"

#include "step/reasons.h"

#include <string.h>

/* What the lines of one explanation come to. */
struct heard_lines {
    uint32_t nclusters;
    uint64_t eligible;
    uint32_t entries; /* that taste names */
    uint32_t rules;   /* that apply */
};

static void hear(const struct reasonline *line, void *arg)
{
    struct heard_lines *lines = arg;
    if (line->kind == REASONLINE_CLUSTER) {
        lines->eligible |= (uint64_t)!line->excluded << lines->nclusters;
        lines->nclusters++;
    }
    lines->entries += line->kind == REASONLINE_TASTE && line->subject.len > 0;
    lines->rules += line->kind == REASONLINE_LAW && line->subject.len > 0;
}

bool reasoned_check(struct trial *trial, const struct made *made, const struct made_query *query,
                    const struct naive_answer *naive)
{
    const struct image *image = &made->image.image;
    const struct image_policy_binding *bindings = image->at[SECTION_POLICY_BINDING];
    struct prefix resolver = prefix_of(query->resolver, family_bits(query->resolver->family));
    struct heard_lines lines = {.nclusters = 0};
    struct decided decided;
    if (made->image.account == NULL) {
        return true;
    }
    struct reasons_case ask = {
        .decide = {.image = image,
                   .policy = made->image.policy,
                   .binding = &bindings[query->name],
                   .client = query->client,
                   .network = query->client == NULL ? &resolver : query->client,
                   .now_s = (uint64_t)query->time_s,
                   .states = query->states},
        .account = made->image.account,
        .no_subnet = query->client == NULL ? "no client subnet" : NULL};
    if (!reasons_tell(&ask, &decided, hear, &lines)) {
        return trial_refute(trial, "nothing is told: %s", trial_query_text(trial, made, query));
    }
    if (lines.eligible != naive->eligible || lines.nclusters != made->policy->nclusters) {
        return trial_refute(
            trial, "%s\n  is told %llx as eligible, and the naive evaluator has %llx",
            trial_query_text(trial, made, query), (unsigned long long)lines.eligible,
            (unsigned long long)naive->eligible);
    }
    if (decided.decision == NULL || lines.entries != decided.decision->parts.count) {
        return trial_refute(trial, "%s\n  is told %u entries of %u parts",
                            trial_query_text(trial, made, query), lines.entries,
                            decided.decision == NULL ? 0 : decided.decision->parts.count);
    }
    trial->tally->shown[TRIAL_REASONS]++;
    return true;
}
