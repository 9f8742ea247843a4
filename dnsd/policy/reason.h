/* SPDX-License-Identifier: Apache-2.0 */
/* Why a client is answered as it is: law, clusters, taste and answer, line by line. */
#ifndef DNSD_POLICY_REASON_H
#define DNSD_POLICY_REASON_H

#include "base/arena.h"
#include "policy/atlas.h"
#include "policy/decision.h"
#include "policy/judge.h"
#include "policy/law.h"

#include <stddef.h>
#include <stdint.h>

/* A line; label "" = goes on with the label of the one before. */
typedef void (*reason_line)(const char *label, const char *text, void *arg);

/* What was decided, for whom. */
struct reason {
    const struct law_case *ask;
    const struct spot *spots; /* all places of the client */
    size_t nspots;
    const struct spot *spot; /* the one that taste was decided for */
    uint64_t eligible;
    const struct decision *decision;
    uint64_t down; /* clusters that are not healthy */
    struct arena *arena;
    reason_line line;
    void *arg;
};

/** Fill in what a judgement of a client network says; ask, down, arena, line and arg are kept. */
void reason_judged(struct reason *reason, const struct atlas *atlas,
                   const struct judgement *judgement);

/** Tell which rules apply, and which places make them. */
void reason_law(const struct reason *reason);

/** Tell of each cluster whether it is eligible, and why not. */
void reason_clusters(const struct reason *reason);

/** Tell which entries of the route decide, and the order they give. */
void reason_taste(const struct reason *reason);

/** What the answer is, in words: "CNAME nl.example." or "SERVFAIL". */
const char *reason_answer(const struct reason *reason);

#endif
