/* SPDX-License-Identifier: Apache-2.0 */
#include "base/must.h"
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "ctl/verbs.h"
#include "ctl/verdict.h"
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/naivelaw.h"

#include <stdlib.h>

/* One run: at one time after the other. */
struct run {
    struct polload *loaded;
    struct polimage image;
    struct verdict *verdict;
    struct prove prove;
};

static void keep(struct prove_fault *fault, const struct prove_fault *found)
{
    if (fault->what == NULL) {
        *fault = *found;
    }
}

/* The networks of no country, now. */
static size_t count_unknown(const struct naivemap *map)
{
    const struct naivemap_family *families[] = {&map->v4, &map->v6};
    size_t count = 0;
    for (size_t f = 0; f < 2; f++) {
        for (size_t i = 0; i < families[f]->nranges; i++) {
            uint32_t place = families[f]->ranges[i].place;
            count += place != NAIVEMAP_BLOCK && map->places[place].country[0] == '\0';
        }
    }
    return count;
}

/* What is told of the whole is told of the first time; a counterexample of any time. */
static void check_window(struct run *run)
{
    struct verdict *v = run->verdict;
    struct provespace space;
    struct proveclass class;
    struct proveagree agree;
    run->prove.twins = prove_twins(&run->prove);
    provespace_walk(&run->prove, &space);
    proveclass_walk(&run->prove, &v->states, &class);
    proveagree_walk(&run->prove, &agree);
    bool first = v->nwindows++ == 0;
    if (first) {
        v->space = space;
        v->unknown_networks = count_unknown(naive_map(run->prove.naive));
        v->agree.mixed = agree.mixed;
    }
    keep(&v->space.space, &space.space);
    keep(&v->space.scope, &space.scope);
    keep(&v->class.safety, &class.safety);
    keep(&v->class.liveness, &class.liveness);
    keep(&v->class.agreement, &class.agreement);
    keep(&v->agree.fault, &agree.fault);
    v->class.cases += class.cases;
    v->class.last_resorts = class.last_resorts;
    v->places_min = first || class.places < v->places_min ? class.places : v->places_min;
    v->class.places = class.places > v->class.places ? class.places : v->class.places;
}

/* A claim without a time of its own: now and, for what should never be, at all later times. */
static void judge_claims(struct run *run)
{
    struct verdict *v = run->verdict;
    for (size_t i = 0; i < v->policy->nclaims; i++) {
        const struct policy_expect *claim = v->claims[i].claim;
        if (!claim->has_at) {
            bool later = run->prove.time_s != v->time_s;
            proveclaim_judge(&run->prove, &v->states, later, &v->claims[i]);
        }
    }
}

/* Whether a correction begins or ends: then the places are others. */
static bool moves(const struct policy *policy, int64_t from_s, int64_t to_s)
{
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_window *window = &policy->networks[i].window;
        if (naivelaw_open(window, from_s) != naivelaw_open(window, to_s)) {
            return true;
        }
    }
    return false;
}

/* Bring the naive evaluator to a time; false after an error. */
static bool move_to(struct run *run, int64_t time_s)
{
    struct prove *prove = &run->prove;
    if (prove->naive != NULL && !moves(prove->policy, prove->time_s, time_s)) {
        naive_move(prove->naive, time_s);
    } else {
        naive_free(prove->naive);
        prove->naive = naive_new(prove->policy, &run->loaded->data, time_s, run->loaded->errs);
    }
    prove->time_s = time_s;
    return prove->naive != NULL;
}

/* Claims that say when, at their times. */
static bool judge_dated_claims(struct run *run)
{
    struct verdict *v = run->verdict;
    for (size_t i = 0; i < v->policy->nclaims; i++) {
        const struct policy_expect *claim = v->claims[i].claim;
        if (claim->has_at) {
            if (!move_to(run, claim->at_s)) {
                return false;
            }
            proveclaim_judge(&run->prove, &v->states, false, &v->claims[i]);
        }
    }
    return true;
}

static bool check_times(struct run *run)
{
    struct verdict *v = run->verdict;
    for (int64_t at_s = v->time_s; at_s != INT64_MAX; at_s = naivelaw_next_edge(v->policy, at_s)) {
        if (!move_to(run, at_s)) {
            return false;
        }
        check_window(run);
        judge_claims(run);
    }
    return judge_dated_claims(run);
}

static void identify(struct verdict *v, const struct atlas_data *data)
{
    const struct policy *policy = v->policy;
    identity_policy(policy, v->policy_digest);
    v->nfiles = identity_files(data, v->files);
    for (size_t i = 0; i < v->nfiles; i++) {
        identity_file_digest(data, i, v->file_digests[i]);
    }
    if (policy->claims_file != NULL) {
        digest_of(policy->claims_text, v->claims_digest);
    }
    v->built_s = identity_built_s(data);
    v->too_old = policy->max_age_s != 0 && v->time_s - v->built_s > (int64_t)policy->max_age_s;
}

static void begin(struct run *run, const struct polverb *verb)
{
    struct verdict *v = run->verdict;
    const struct policy *policy = run->loaded->policy;
    run->prove.policy = policy;
    run->prove.image = &run->image;
    run->prove.arena = arena_new(1 << 20);
    v->policy = policy;
    v->time_s = verb->at_s;
    v->certificate = polverb_option(verb, "certificate", 0);
    v->claims = arena_alloc(run->prove.arena, (policy->nclaims + 1) * sizeof(*v->claims));
    for (size_t i = 0; i < policy->nclaims; i++) {
        v->claims[i].claim = &policy->claims[i];
    }
    provestates_list(policy, run->prove.arena, &v->states);
    identify(v, &run->loaded->data);
}

/* A policy that was compiled; returns an enum ctl_status. */
static int verify(struct run *run, const struct polverb *verb)
{
    struct verdict *v = run->verdict;
    struct errs *errs = run->loaded->errs;
    begin(run, verb);
    if (!check_times(run)) {
        return polverb_report(verb, errs, NULL);
    }
    lint_law(v->policy, &run->loaded->data, v->time_s, errs);
    v->held = expect_check(v->policy, &run->loaded->data, v->time_s, errs);
    bool refuted = verdict_refuted(v);
    if (!refuted && v->certificate != NULL && !errs_failed(errs) && !verdict_certify(v, errs)) {
        return CTL_USAGE;
    }
    if (verb->json) {
        verdict_print_json(v, errs);
    } else {
        errs_print(errs, stdout);
        verdict_print(v, errs);
    }
    bool warned = verb->strict && errs_count(errs, ERR_WARNING) > 0;
    return refuted ? CTL_REFUTED : errs_failed(errs) || warned ? CTL_ERRORS : CTL_FINE;
}

int polverify_run(const struct polverb *verb)
{
    struct polload loaded;
    struct run run = {.loaded = &loaded};
    int status;
    bool opened = polload_open_claims(verb->words[0], polverb_option(verb, "claims", 0), &loaded) &&
                  polimage_make(loaded.policy, &loaded.data, verb->at_s, &run.image, loaded.errs);
    if (opened) {
        run.verdict = must(calloc(1, sizeof(*run.verdict)));
        status = verify(&run, verb);
        free(run.verdict);
    } else {
        status = polverb_report(verb, loaded.errs, "Not proved.");
    }
    naive_free(run.prove.naive);
    arena_free(run.prove.arena);
    polimage_done(&run.image);
    polload_done(&loaded);
    return status;
}
