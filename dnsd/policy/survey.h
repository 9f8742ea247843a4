/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The places that a policy is checked with, so that a database of tomorrow brings no surprise: all
 * places of the data, and outside own networks each country alone and unknown, combined with each
 * AS and subdivision that the policy names.
 */
#ifndef DNSD_POLICY_SURVEY_H
#define DNSD_POLICY_SURVEY_H

#include "base/addr.h"
#include "base/arena.h"
#include "policy/atlas.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ASes and subdivisions that a policy names, each once: they multiply with the countries. */
enum { SURVEY_NAMED_MAX = 1000 };

/** Whether a policy names no more of them; only then survey_make() has an end. */
bool survey_is_bounded(const struct policy *policy);

/* The checked places at one time: the atlas's spots first. */
struct survey {
    const struct policy *policy;
    const struct atlas *atlas;
    int64_t time_s;
    struct spot *spots; /* in the arena */
    size_t nspots;
};

/** List the checked places. Source: policy-language.md, "What check must find". */
void survey_make(const struct policy *policy, const struct atlas *atlas, int64_t time_s,
                 struct arena *arena, struct survey *out);

/** A network that is at the place, the first; false when the data has none. */
bool survey_example(const struct survey *survey, size_t spot, struct prefix *out);

/** Whether the places themselves may change at a time: a correction starts or ends. */
bool survey_moves(const struct policy *policy, int64_t time_s);

/** Whether the places of two times may differ: a correction holds at one of them only. */
bool survey_differs(const struct policy *policy, int64_t a_s, int64_t b_s);

#endif
