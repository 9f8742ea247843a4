/* SPDX-License-Identifier: Apache-2.0 */
/* A policy's decisions and names as rows of the image. */
#ifndef DNSD_POLICY_ROWS_H
#define DNSD_POLICY_ROWS_H

#include "base/arena.h"
#include "image/build.h"
#include "policy/decision.h"
#include "policy/policy.h"
#include "policy/refusal.h"

#include <stddef.h>
#include <stdint.h>

/* Distinct decisions while they are collected; numbers count from `base` in the image. */
struct rows {
    struct build *build;
    const struct policy *policy;
    struct arena *arena;
    struct decision *list;
    size_t room;
    struct refusal_rules *rules; /* by decision: those that apply where it is made */
    size_t rules_room;
    size_t count;
    uint32_t *slots; /* number + 1 */
    size_t nslots;
    uint32_t base;
};

/** Begin with no decisions. */
void rows_begin(struct rows *rows, struct build *build, const struct policy *policy,
                struct arena *arena);

/**
 * The number of a decision, which is copied.
 *
 * applied  the rules that apply where it is made now: refusal_words() words
 */
uint32_t rows_add(struct rows *rows, const struct decision *decision, const uint64_t *applied);

/** Write the decisions; returns their range. */
struct range_ref rows_end(struct rows *rows);

/**
 * Write the policy's names and all names above them, sorted.
 *
 * bindings  SECTION_POLICY_BINDING of each name
 */
struct range_ref rows_names(struct rows *rows, const uint32_t *bindings);

#endif
