/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/course.h"

#include "policy/law.h"

enum { CHUNK = 64 * 1024 };

void course_done(struct course *course)
{
    atlas_done(&course->atlas);
    arena_free(course->places);
    course->places = NULL;
}

bool course_next(struct course *course)
{
    const struct policy *policy = course->policy;
    int64_t next_s = course->begun ? law_next_edge(policy, course->time_s) : course->time_s;
    if (next_s == INT64_MAX || course->failed) {
        return false;
    }
    bool moves = !course->begun || survey_moves(policy, next_s);
    course->begun = true;
    course->time_s = next_s;
    if (!moves) {
        return true;
    }
    course_done(course);
    course->places = arena_new(CHUNK);
    course->failed =
        !atlas_make(policy, course->data, next_s, course->places, &course->atlas, course->errs);
    if (!course->failed) {
        survey_make(policy, &course->atlas, next_s, course->places, &course->survey);
    }
    return !course->failed;
}
