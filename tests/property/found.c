/* SPDX-License-Identifier: Apache-2.0 */
#include "found.h"

#include "policy/lint.h"
#include "policy/naivelaw.h"
#include "policy/naivesurvey.h"

#include <string.h>

/* Entries of routes: whom they name against the law, and whether they are left empty. */
struct holes {
    uint64_t forbidden[SCENE_PARTS_MAX][SCENE_PARTS_MAX];
    bool empty[SCENE_PARTS_MAX][SCENE_PARTS_MAX];
    bool nobody;
    bool no_last;
};

/* What is looked at. */
struct looking {
    struct naive *naive;
    const struct policy *policy;
    int64_t time_s;
    struct holes holes;
};

static void look_at_entries(struct looking *l, uint32_t name, const struct naivewho_place *place,
                            uint64_t eligible)
{
    uint32_t number = l->policy->names[name].route;
    const struct policy_route *route = &l->policy->routes[number];
    for (size_t i = 0; i < route->nentries; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (!naivelaw_open(&entry->window, l->time_s) ||
            naivewho_matches(l->policy, &entry->who, place) != NAIVEWHO_YES) {
            continue;
        }
        for (size_t t = 0; t < entry->ntiers; t++) {
            l->holes.forbidden[number][i] |= entry->tiers[t].clusters & ~eligible;
        }
        if (entry->share == 0) {
            return; /* entries with a share stop nobody */
        }
    }
}

/* Entries whose part of the decision has no tier; parts are the entries that match, in order. */
static void look_at_parts(struct looking *l, uint32_t name, const struct naivewho_place *place,
                          const struct naivetaste *taste)
{
    uint32_t number = l->policy->names[name].route;
    const struct policy_route *route = &l->policy->routes[number];
    size_t part = 0;
    for (size_t i = 0; i < route->nentries && part < taste->nparts; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (naivelaw_open(&entry->window, l->time_s) &&
            naivewho_matches(l->policy, &entry->who, place) == NAIVEWHO_YES) {
            l->holes.empty[number][i] |= taste->parts[part++].ntiers == 0;
        }
    }
}

static void look_at(struct looking *l, uint32_t name, const struct naivewho_place *place)
{
    uint64_t eligible;
    uint64_t named = 0;
    const struct policy_lasts *lasts = &l->policy->names[name].lasts;
    const struct naivetaste *taste = naive_judge(l->naive, name, place, &eligible);
    if (eligible == 0) {
        l->holes.nobody = true;
        return;
    }
    look_at_entries(l, name, place, eligible);
    look_at_parts(l, name, place, taste);
    for (size_t i = 0; i < lasts->count; i++) {
        named |= lasts->list[i].kind == LAST_CLUSTER ? UINT64_C(1) << lasts->list[i].cluster : 0;
    }
    l->holes.no_last |= named != 0 && (named & eligible) == 0;
}

/* All checked places at a time. */
static bool look(struct looking *l, struct trial *trial)
{
    size_t count;
    l->naive = naive_new(l->policy, &trial->made.data, l->time_s, trial->made.errs);
    if (l->naive == NULL) {
        return trial_refute(trial, "the naive evaluator cannot read the data");
    }
    const struct naivemap *map = naive_map(l->naive);
    const struct naivewho_place *more = naivesurvey_list(map, trial->scene.arena, &count);
    for (uint32_t name = 0; name < l->policy->nnames; name++) {
        for (size_t i = 0; i < map->nplaces; i++) {
            look_at(l, name, &map->places[i]);
        }
        for (size_t i = 0; i < count; i++) {
            look_at(l, name, &more[i]);
        }
    }
    naive_free(l->naive);
    return true;
}

static unsigned count_told(const struct errs *errs, const char *code)
{
    unsigned count = 0;
    const struct err *err;
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL; i++) {
        count += err->level == ERR_ERROR && strcmp(err->code, code) == 0;
    }
    return count;
}

static bool compare(struct trial *trial, const struct holes *holes, const struct errs *errs)
{
    unsigned forbidden = 0;
    unsigned empty = 0;
    for (int r = 0; r < SCENE_PARTS_MAX; r++) {
        for (int i = 0; i < SCENE_PARTS_MAX; i++) {
            forbidden += (unsigned)__builtin_popcountll(holes->forbidden[r][i]);
            empty += holes->empty[r][i];
        }
    }
    unsigned told[] = {count_told(errs, "L1"), count_told(errs, "L2"), count_told(errs, "L3"),
                       count_told(errs, "L4")};
    if (errs_count(errs, ERR_ERROR) <= ERRS_SHOWN_MAX &&
        (told[0] != forbidden || told[1] != empty || (told[2] > 0) != holes->nobody ||
         (told[3] > 0) != holes->no_last)) {
        errs_print(errs, stderr);
        return trial_refute(trial,
                            "check tells %u L1 %u L2 %u L3 %u L4, and there are: %u L1, %u L2, L3 "
                            "%d, L4 %d",
                            told[0], told[1], told[2], told[3], forbidden, empty, holes->nobody,
                            holes->no_last);
    }
    trial->tally->shown[TRIAL_FINDINGS]++;
    return true;
}

bool found_check(struct trial *trial)
{
    struct looking l = {.policy = trial->made.policy};
    struct errs *errs = errs_new();
    bool ok = true;
    lint_law(l.policy, &trial->made.data, trial->times[0], errs);
    for (l.time_s = trial->times[0]; l.time_s != INT64_MAX && ok;
         l.time_s = naivelaw_next_edge(l.policy, l.time_s)) {
        ok = look(&l, trial);
    }
    ok = ok && compare(trial, &l.holes, errs);
    errs_free(errs);
    return ok;
}
