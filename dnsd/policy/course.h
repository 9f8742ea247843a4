/* SPDX-License-Identifier: Apache-2.0 */
/* The course of time: the checked places of a policy now and at every later edge of a window. */
#ifndef DNSD_POLICY_COURSE_H
#define DNSD_POLICY_COURSE_H

#include "base/arena.h"
#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"
#include "policy/survey.h"

#include <stdbool.h>
#include <stdint.h>

struct course {
    const struct policy *policy;
    const struct atlas_data *data;
    int64_t time_s; /* at first when it begins; then the time that it has come to */
    struct errs *errs;
    struct atlas atlas;   /* as at that time */
    struct survey survey; /* the same */
    struct arena *places; /* of both; they are laid anew only where a correction changes them */
    bool begun;
    bool failed; /* a database is corrupt: errs says why */
};

/**
 * Go on to the next time; the first call comes to time_s itself.
 *
 * Start with .policy, .data, .time_s and .errs set and the rest zero. Returns false behind the last
 * edge, and when the places could not be laid out. Source: policy-language.md, "What check must
 * find".
 */
bool course_next(struct course *course);

/** Free the places. */
void course_done(struct course *course);

#endif
