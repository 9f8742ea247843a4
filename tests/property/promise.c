/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "follows.h"
#include "people.h"
#include "policy/expect.h"
#include "policy/naivesurvey.h"
#include "policy/tidy.h"

#include <string.h>

enum { LINES = 8 };

/* Some clusters, at least one: "[home, amber]". */
static const char *some_clusters(struct scene *scene)
{
    uint32_t count = (uint32_t)scene->cluster_lines.count;
    uint32_t first = draw_below(&scene->draw, count);
    uint32_t more = draw_below(&scene->draw, count);
    const char *text = scene->clusters[first].name;
    for (uint32_t i = 1; i <= more; i++) {
        text =
            arena_printf(scene->arena, "%s, %s", text, scene->clusters[(first + i) % count].name);
    }
    return arena_printf(scene->arena, "[%s]", text);
}

static const char *draw_line(struct trial *trial)
{
    struct scene *scene = &trial->scene;
    struct draw *draw = &scene->draw;
    char text[PREFIX_TEXT_SIZE];
    const char *from;
    if (draw_chance(draw, 60)) {
        uint32_t i = draw_below(draw, (uint32_t)trial->nclients);
        from = arena_printf(scene->arena, "\"%s\"", prefix_format(&trial->clients[i], text));
    } else {
        from = arena_printf(scene->arena, "[%s]", people_places(scene));
    }
    const char *line = arena_printf(scene->arena, "  - { from: %s", from);
    uint32_t what = draw_below(draw, 3);
    if (what != 0) {
        line = arena_printf(scene->arena, "%s, lands-on: %s", line, some_clusters(scene));
    }
    if (what != 1) {
        line = arena_printf(scene->arena, "%s, never: %s", line, some_clusters(scene));
    }
    if (draw_chance(draw, 50)) {
        line = arena_printf(scene->arena, "%s, down: %s", line, some_clusters(scene));
    }
    if (draw_chance(draw, 40)) {
        size_t t = draw_below(draw, (uint32_t)trial->ntimes);
        line =
            arena_printf(scene->arena, "%s, at: %s", line, people_moment(scene, trial->times[t]));
    }
    if (draw_chance(draw, 40)) {
        uint32_t n = draw_below(draw, trial_names(trial));
        line = arena_printf(scene->arena, "%s, names: [%s]", line, scene->name_texts[n]);
    }
    return arena_printf(scene->arena, "%s }\n", line);
}

/* ---- what the naive evaluator says of a line */

struct judging {
    const struct policy_expect *expect;
    struct naive *naive;
    struct naive_state state;
};

static bool keeps(const struct judging *j, const struct naivetaste *taste)
{
    const struct policy_expect *expect = j->expect;
    if (expect->has_never && (naivetaste_reach(taste) & expect->never.named) != 0) {
        return false;
    }
    struct naive_outcome outcome = naive_outcome(taste, &j->state);
    bool fails = outcome.servfail || outcome.refused || outcome.nodata;
    return !expect->has_lands_on || ((outcome.clusters & ~expect->lands_on.named) == 0 && !fails);
}

static bool keeps_places(const struct judging *j, const struct naivewho_place *places, size_t count,
                         const struct policy *policy, uint32_t name)
{
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        uint64_t eligible;
        if (naivewho_any(policy, &j->expect->from, &places[i]) == NAIVEWHO_YES) {
            ok = keeps(j, naive_judge(j->naive, name, &places[i], &eligible));
        }
    }
    return ok;
}

static bool keeps_name(struct trial *trial, const struct judging *j, const struct policy *policy,
                       uint32_t name)
{
    if (j->expect->from_prefix) {
        struct naive_answer answer;
        struct naive_query query = {.name = name, .client = &j->expect->prefix};
        struct naivetaste taste = naive_decide(j->naive, &query, &answer);
        return keeps(j, &taste);
    }
    size_t count;
    const struct naivemap *map = naive_map(j->naive);
    const struct naivewho_place *more = naivesurvey_list(map, trial->scene.arena, &count);
    return keeps_places(j, map->places, map->nplaces, policy, name) &&
           keeps_places(j, more, count, policy, name);
}

static bool holds(struct trial *trial, struct made *made, const struct policy_expect *expect)
{
    const struct policy *policy = made->policy;
    int64_t at_s = expect->has_at ? expect->at_s : trial->times[0];
    struct judging j = {.expect = expect, .state = naive_start(policy)};
    size_t count = expect->nnames == 0 ? policy->nnames : expect->nnames;
    bool ok = true;
    j.state.up = ~expect->down;
    j.naive = naive_new(policy, &made->data, at_s, made->errs);
    for (size_t i = 0; i < count && ok && j.naive != NULL; i++) {
        ok = keeps_name(trial, &j, policy, expect->nnames == 0 ? (uint32_t)i : expect->names[i]);
    }
    naive_free(j.naive);
    return ok;
}

/* ---- and what tools say */

static bool is_told(const struct errs *errs, const struct policy_expect *expect)
{
    const struct err *err;
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL; i++) {
        if (strcmp(err->code, "X1") == 0 && err->at.line == expect->at.line) {
            return true;
        }
    }
    return false;
}

static bool compare(struct trial *trial, struct made *made)
{
    struct errs *errs = errs_new();
    bool ok = true;
    size_t held = expect_check(made->policy, &made->data, trial->times[0], errs);
    for (size_t i = 0; i < made->policy->nexpects && ok; i++) {
        const struct policy_expect *expect = &made->policy->expects[i];
        bool naive = holds(trial, made, expect);
        held -= naive;
        ok = naive != is_told(errs, expect) ||
             trial_refute(trial, "expect line %zu %s, says the naive evaluator:\n%s", i + 1,
                          naive ? "holds" : "does not hold", trial->text);
        trial->tally->shown[TRIAL_PROMISES]++;
    }
    ok = ok && (held == 0 || trial_refute(trial, "another number of expect lines holds"));
    errs_free(errs);
    return ok;
}

bool promise_check(struct trial *trial)
{
    struct made made;
    const char *text = arena_printf(trial->scene.arena, "%sexpect:\n", trial->text);
    for (int i = 0; i < LINES; i++) {
        text = arena_printf(trial->scene.arena, "%s%s", text, draw_line(trial));
    }
    trial->text = text;
    made_make(&made, text, trial->times[0]);
    bool ok = made.policy == NULL ? trial_refute(trial, "with expect lines it cannot be read")
                                  : compare(trial, &made);
    made_done(&made);
    return ok;
}

bool promise_tidy(struct trial *trial)
{
    struct errs *errs = errs_new();
    const char *tidied =
        tidy_text(trial->scene.arena, "policy.yaml", trial->text, strlen(trial->text), errs);
    errs_free(errs);
    return tidied == NULL ? trial_refute(trial, "the policy cannot be tidied")
                          : follows_text(trial, tidied);
}
