/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/expect.h"

#include "policy/judge.h"
#include "policy/kinds.h"
#include "policy/match.h"
#include "policy/outcome.h"
#include "policy/phrase.h"
#include "policy/reason.h"
#include "policy/survey.h"

/* One line while it is judged. */
struct line {
    const struct policy_expect *expect;
    struct law_case ask;
    const struct survey *survey;
    const struct kinds *kinds;
    struct arena *arena; /* its own */
    struct errs *errs;
    uint64_t allowed;  /* by lands-on */
    uint64_t unwanted; /* by never */
};

static void add_detail(const char *label, const char *text, void *arg)
{
    err_detail(arg, label, "%s", text);
}

/* What goes against the line; NULL = nothing does. */
static const char *fault_of(const struct line *line, const struct decision *decision)
{
    const struct policy *policy = line->ask.policy;
    uint64_t reached = decision_reach(decision) & line->unwanted;
    if (line->expect->has_never && reached != 0) {
        return arena_printf(line->arena, "can be given %s, which they never should",
                            phrase_clusters(policy, reached, line->arena));
    }
    struct outcome_state state = outcome_start(policy, line->expect->down);
    struct outcome outcome = outcome_of(decision, &state);
    if (!line->expect->has_lands_on) {
        return NULL;
    }
    const char *allowed = phrase_clusters(policy, line->allowed, line->arena);
    if ((outcome.clusters & ~line->allowed) != 0) {
        return arena_printf(line->arena, "may land on %s, not on %s",
                            phrase_clusters(policy, outcome.clusters, line->arena), allowed);
    }
    bool fails = outcome.servfail || outcome.refused || outcome.nodata;
    return fails ? arena_printf(line->arena, "are answered %s, and do not land on %s",
                                outcome.servfail  ? "SERVFAIL"
                                : outcome.refused ? "REFUSED"
                                                  : "NODATA",
                                allowed)
                 : NULL;
}

/* Judge one client or place; false after a finding. */
static bool holds_for(const struct line *line, const char *who, struct reason *reason)
{
    char name[NAME_TEXT_SIZE];
    const struct policy *policy = line->ask.policy;
    const char *fault = fault_of(line, reason->decision);
    if (fault == NULL) {
        return true;
    }
    err_find(line->errs, ERR_ERROR, "X1", line->expect->at, 1,
             "clients of %s asking %s %s; mend the policy or the expectation", who,
             name_format(policy->names[line->ask.name].name.octets, name), fault);
    reason->ask = &line->ask;
    reason->down = line->expect->down;
    reason->line = add_detail;
    reason->arg = line->errs;
    reason_law(reason);
    reason_clusters(reason);
    reason_taste(reason);
    err_detail(line->errs, "answer", "%s", reason_answer(reason));
    return false;
}

static bool holds_for_prefix(const struct line *line)
{
    char text[PREFIX_TEXT_SIZE];
    struct judgement judgement;
    struct reason reason = {.arena = line->arena};
    judge_network(&line->ask, line->survey->atlas, &line->expect->prefix, line->arena, &judgement);
    reason_judged(&reason, line->survey->atlas, &judgement);
    return holds_for(line, prefix_format(&line->expect->prefix, text), &reason);
}

/* Every checked place that matches with a plain yes; the first that fails is told. */
static bool holds_for_places(const struct line *line, const bool *matches)
{
    const struct policy *policy = line->ask.policy;
    for (size_t i = 0; i < line->survey->nspots; i++) {
        const struct spot *spot = &line->survey->spots[i];
        if (!matches[i]) {
            continue;
        }
        struct decision decision;
        uint64_t eligible = law_eligible(&line->ask, spot);
        decision_make(&line->ask, spot, eligible, line->arena, &decision);
        struct reason reason = {.spots = spot,
                                .nspots = 1,
                                .spot = spot,
                                .eligible = eligible,
                                .decision = &decision,
                                .arena = line->arena};
        if (fault_of(line, &decision) != NULL) {
            return holds_for(line, phrase_spot(policy, spot, line->arena), &reason);
        }
    }
    return true;
}

/* By checked place: whether the line is about it. */
static const bool *match_places(const struct line *line)
{
    const struct survey *survey = line->survey;
    bool *matches = arena_alloc(line->arena, survey->nspots + 1);
    for (size_t i = 0; i < survey->nspots; i++) {
        matches[i] =
            match_any(line->ask.policy, &line->expect->from, &survey->spots[i]) == TRUTH_YES;
    }
    return matches;
}

static bool holds(struct line *line)
{
    const struct policy_expect *expect = line->expect;
    const struct policy *policy = line->ask.policy;
    size_t nnames = expect->nnames == 0 ? policy->nnames : expect->nnames;
    bool ok = true;
    bool *judged = arena_alloc(line->arena, line->kinds->count + 1);
    const bool *matches = expect->from_prefix ? NULL : match_places(line);
    line->allowed = expect->lands_on.named;
    line->unwanted = expect->never.named;
    for (size_t i = 0; i < nnames && ok; i++) {
        line->ask.name = expect->nnames == 0 ? (uint32_t)i : expect->names[i];
        bool *known = &judged[line->kinds->of[line->ask.name]];
        if (!*known) {
            ok = expect->from_prefix ? holds_for_prefix(line) : holds_for_places(line, matches);
        }
        *known = true;
    }
    return ok;
}

size_t expect_check(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                    struct errs *errs)
{
    enum { CHUNK = 64 * 1024 };
    struct arena *arena = arena_new(CHUNK);
    struct atlas atlas = {.nspots = 0};
    struct survey survey = {.nspots = 0};
    struct kinds kinds;
    size_t held = 0;
    uint64_t *satisfying = arena_alloc(arena, (policy->nrules + 1) * sizeof(*satisfying));
    for (size_t i = 0; i < policy->nrules; i++) {
        satisfying[i] = law_satisfying(policy, &policy->rules[i]);
    }
    kinds_make(policy, KINDS_BY_LASTS, arena, &kinds);
    for (size_t i = 0; i < policy->nexpects; i++) {
        const struct policy_expect *expect = &policy->expects[i];
        int64_t at_s = expect->has_at ? expect->at_s : time_s;
        if (survey.nspots == 0 || survey_differs(policy, survey.time_s, at_s)) {
            atlas_done(&atlas);
            if (!atlas_make(policy, data, at_s, arena, &atlas, errs)) {
                break;
            }
            survey_make(policy, &atlas, at_s, arena, &survey);
        }
        struct line line = {.expect = expect,
                            .ask = {.policy = policy, .time_s = at_s, .satisfying = satisfying},
                            .survey = &survey,
                            .kinds = &kinds,
                            .arena = arena_new(CHUNK),
                            .errs = errs};
        held += holds(&line);
        arena_free(line.arena);
    }
    atlas_done(&atlas);
    arena_free(arena);
    return held;
}
