/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/lint.h"

#include "base/attr.h"
#include "base/hash.h"
#include "policy/course.h"
#include "policy/decision.h"
#include "policy/gap.h"
#include "policy/kinds.h"
#include "policy/law.h"
#include "policy/lawtable.h"
#include "policy/match.h"
#include "policy/moment.h"
#include "policy/named.h"
#include "policy/phrase.h"
#include "policy/survey.h"

#include <string.h>

enum { ALSO_MAX = 8, CHUNK = 64 * 1024, BUCKETS = 4096 };

enum lint_kind { LINT_L1, LINT_L2, LINT_L3, LINT_L4 };

/* What makes two occurrences the same finding. */
struct key {
    enum lint_kind kind;
    uint32_t line;    /* where it is reported: two names with one list are one finding */
    uint32_t route;   /* L1, L2 */
    uint32_t entry;   /* L1, L2 */
    uint32_t cluster; /* L1 */
    uint64_t rules;   /* L3: a hash of those that contradict each other */
};

/* A finding as its first occurrence showed it. */
struct found {
    struct found *next;
    struct key key;
    struct pos at;
    uint32_t mark_len;
    const char *text;
    struct spot spot;               /* the witness */
    const char *witness;            /* "NL, e.g. 2a02:e040::/29" */
    const char *also;               /* countries of further places: "BE LU" */
    size_t nalso;                   /* of them, shown or not */
    bool seen[NAMED_COUNTRIES + 1]; /* countries of all; the last is unknown */
    struct found *bucket;           /* the next with the same hash */
    int64_t first_s;                /* when it begins to hold */
    int64_t last_s;                 /* the last time that was looked at and it held */
    int64_t ends_s;                 /* of L2: the first after that; INT64_MAX = it never ends */
    const char *name;
    const struct policy_rule *rules[8]; /* what forbids it */
    size_t nrules;
};

struct linting {
    struct law_case ask;
    const struct survey *survey;
    int64_t now_s;
    size_t spot; /* of the survey */
    uint64_t eligible;
    struct found *first;
    struct found **last;
    struct found *buckets[BUCKETS]; /* those that go on, by key */
    struct kinds kinds;
    struct lawtable *laws;
    struct arena *arena;
    struct arena *scratch; /* of one time */
    struct errs *errs;
};

static bool same(const struct key *a, const struct key *b)
{
    return a->kind == b->kind && a->line == b->line && a->route == b->route &&
           a->entry == b->entry && a->cluster == b->cluster && a->rules == b->rules;
}

static uint64_t hash_of(const struct key *key)
{
    uint64_t hash = hash_mix(key->rules, (uint64_t)key->kind << 32 | key->line);
    hash = hash_mix(hash, (uint64_t)key->route << 32 | key->entry);
    return hash_mix(hash, key->cluster);
}

static void note_place(struct linting *l, struct found *found)
{
    const struct spot *spot = &l->survey->spots[l->spot];
    const char *country = spot->country[0] == '\0' ? "unknown" : spot->country;
    bool *seen = &found->seen[named_number(spot->country)];
    if (*seen) {
        return;
    }
    *seen = true;
    found->nalso++;
    if (found->nalso <= ALSO_MAX) {
        found->also = arena_printf(l->arena, "%s %s", found->also, country);
    }
}

/* The finding with this key; `fresh` when it was just made, at the place that is looked at. */
static struct found *find(struct linting *l, const struct key *key, bool *fresh)
{
    struct found **bucket = &l->buckets[hash_of(key) % BUCKETS];
    for (struct found *found = *bucket; found != NULL; found = found->bucket) {
        if (same(&found->key, key) && found->ends_s == INT64_MAX) {
            *fresh = false;
            found->last_s = l->ask.time_s;
            note_place(l, found);
            return found;
        }
    }
    const struct policy *policy = l->ask.policy;
    const struct spot *spot = &l->survey->spots[l->spot];
    struct found *found = arena_alloc(l->arena, sizeof(*found));
    char text[NAME_TEXT_SIZE];
    struct prefix example;
    *found = (struct found){.key = *key,
                            .mark_len = 1,
                            .spot = *spot,
                            .also = "",
                            .first_s = l->ask.time_s,
                            .last_s = l->ask.time_s,
                            .ends_s = INT64_MAX};
    found->witness = phrase_spot(policy, spot, l->arena);
    found->seen[named_number(spot->country)] = true;
    found->bucket = *bucket;
    *bucket = found;
    if (survey_example(l->survey, l->spot, &example)) {
        found->witness =
            arena_printf(l->arena, "%s, e.g. %s", found->witness, prefix_format(&example, text));
    }
    found->name =
        arena_printf(l->arena, "%s", name_format(policy->names[l->ask.name].name.octets, text));
    *l->last = found;
    l->last = &found->next;
    *fresh = true;
    return found;
}

static void note_rule(struct found *found, const struct policy_rule *rule)
{
    if (found->nrules < ARRAY_LEN(found->rules)) {
        found->rules[found->nrules++] = rule;
    }
}

static uint64_t satisfying(const struct linting *l, const struct policy_rule *rule)
{
    return lawtable_satisfying(l->laws, (size_t)(rule - l->ask.policy->rules));
}

/* The applying rules that a cluster breaks. */
static void note_breakers(struct linting *l, struct found *found, uint32_t cluster)
{
    const struct policy *policy = l->ask.policy;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if ((satisfying(l, rule) >> cluster & 1) == 0 && law_applies(&l->ask, rule, &found->spot)) {
            note_rule(found, rule);
        }
    }
}

/* L1: the route names a cluster that the law forbids here. */
static void lint_tier(struct linting *l, struct key key, const struct policy_tier *tier)
{
    const struct policy *policy = l->ask.policy;
    uint64_t forbidden = tier->kind == TIER_CLUSTERS ? tier->clusters & ~l->eligible : 0;
    bool fresh;
    for (uint32_t i = 0; i < policy->nclusters; i++) {
        if ((forbidden >> i & 1) == 0) {
            continue;
        }
        key.cluster = i;
        struct found *found = find(l, &key, &fresh);
        if (!fresh) {
            continue;
        }
        bool alone = (tier->clusters & (tier->clusters - 1)) == 0;
        found->at = tier->at;
        found->mark_len = alone ? (uint32_t)strlen(policy->clusters[i].name) : 1;
        found->text = arena_printf(
            l->arena,
            "route %s, entry %u may send people to %s against the law; take it out of the entry",
            policy->routes[key.route].name, key.entry + 1, policy->clusters[i].name);
        note_breakers(l, found, i);
    }
}

/* L2: the law leaves clusters, but none that the entry names. */
static void lint_entry(struct linting *l, struct key key, const struct policy_entry *entry,
                       const struct decision_part *part)
{
    const struct policy *policy = l->ask.policy;
    bool fresh;
    if (part->ntiers > 0) {
        return;
    }
    key.kind = LINT_L2;
    struct found *found = find(l, &key, &fresh);
    if (fresh) {
        found->at = entry->at;
        found->text = arena_printf(
            l->arena, "route %s, entry %u has no cluster that the law allows; add one of: %s",
            policy->routes[key.route].name, key.entry + 1,
            phrase_clusters(policy, l->eligible, l->arena));
        for (size_t i = 0; i < policy->nrules; i++) {
            if (law_applies(&l->ask, &policy->rules[i], &found->spot)) {
                note_rule(found, &policy->rules[i]);
            }
        }
    }
}

static void lint_route(struct linting *l, const struct decision *decision)
{
    const struct policy *policy = l->ask.policy;
    uint32_t number = policy->names[l->ask.name].route;
    const struct policy_route *route = &policy->routes[number];
    size_t part = 0;
    for (uint32_t i = 0; i < route->nentries && part < decision->nparts; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (!law_is_open(&entry->window, l->ask.time_s) ||
            match_who(policy, &entry->who, &l->survey->spots[l->spot]) != TRUTH_YES) {
            continue;
        }
        struct key key = {.kind = LINT_L1, .route = number, .entry = i};
        for (size_t t = 0; t < entry->ntiers; t++) {
            lint_tier(l, key, &entry->tiers[t]);
        }
        lint_entry(l, key, entry, &decision->parts[part++]);
    }
}

/* The rules that apply and together leave nothing; none of them can be left out. */
static size_t contradicting(struct linting *l, const struct policy_rule **out)
{
    const struct policy *policy = l->ask.policy;
    size_t count = 0;
    for (size_t i = 0; i < policy->nrules; i++) {
        if (law_applies(&l->ask, &policy->rules[i], &l->survey->spots[l->spot])) {
            out[count++] = &policy->rules[i];
        }
    }
    uint64_t *before = arena_alloc(l->scratch, (count + 1) * sizeof(*before));
    before[0] = law_everyone(policy);
    for (size_t i = 0; i < count; i++) {
        before[i + 1] = before[i] & satisfying(l, out[i]);
    }
    uint64_t behind = law_everyone(policy); /* of those that stay */
    for (size_t left_out = count; left_out-- > 0;) {
        if ((before[left_out] & behind) != 0) {
            behind &= satisfying(l, out[left_out]);
            continue;
        }
        memmove(&out[left_out], &out[left_out + 1], (count - left_out - 1) * sizeof(*out));
        count--;
    }
    return count;
}

static void lint_refusal(struct linting *l)
{
    const struct policy *policy = l->ask.policy;
    const struct policy_rule **rules =
        arena_alloc(l->scratch, (policy->nrules + 1) * sizeof(*rules));
    size_t count = contradicting(l, rules);
    struct key key = {.kind = LINT_L3};
    bool fresh;
    for (size_t i = 0; i < count; i++) {
        key.rules = hash_mix(key.rules + 1, (uint64_t)(rules[i] - policy->rules) + 1);
    }
    struct found *found = find(l, &key, &fresh);
    if (!fresh || count == 0) {
        return;
    }
    const char *names = rules[0]->name;
    for (size_t i = 1; i < count; i++) {
        names = arena_printf(l->arena, "%s and %s", names, rules[i]->name);
    }
    found->at = rules[0]->at;
    found->text = arena_printf(l->arena,
                               count == 1 ? "rule %s leaves no cluster at all; relax it, or add a "
                                            "cluster that satisfies it"
                                          : "rules %s together leave no cluster at all; relax one "
                                            "of them, or add a cluster that satisfies all",
                               names);
    for (size_t i = 0; i < count; i++) {
        note_rule(found, rules[i]);
    }
}

/* L4: last resorts are named, but the law allows none of them here. */
static void lint_lasts(struct linting *l)
{
    const struct policy *policy = l->ask.policy;
    const struct policy_lasts *lasts = &policy->names[l->ask.name].lasts;
    uint64_t named = 0;
    bool fresh;
    for (size_t i = 0; i < lasts->count; i++) {
        named |= lasts->list[i].kind == LAST_CLUSTER ? UINT64_C(1) << lasts->list[i].cluster : 0;
    }
    if (named == 0 || (named & l->eligible) != 0) {
        return;
    }
    const struct pos at = lasts->list[0].at;
    struct key key = {.kind = LINT_L4, .line = at.line, .route = at.col};
    struct found *found = find(l, &key, &fresh);
    if (fresh) {
        found->at = at;
        found->text = arena_printf(l->arena,
                                   "no last resort of when-none-healthy is legal for some people "
                                   "(%s); add one of: %s",
                                   phrase_clusters(policy, named, l->arena),
                                   phrase_clusters(policy, l->eligible, l->arena));
        for (uint32_t i = 0; i < policy->nclusters; i++) {
            if (named >> i & 1) {
                note_breakers(l, found, i);
                break;
            }
        }
    }
}

static void lint_places(struct linting *l)
{
    for (l->spot = 0; l->spot < l->survey->nspots; l->spot++) {
        const struct spot *spot = &l->survey->spots[l->spot];
        struct decision decision;
        l->eligible = lawtable_eligible(l->laws, l->kinds.of[l->ask.name], l->spot);
        if (l->eligible == 0) {
            lint_refusal(l);
            continue;
        }
        decision_make(&l->ask, spot, l->eligible, l->scratch, &decision);
        lint_route(l, &decision);
        lint_lasts(l);
    }
}

/* "standing in NL does not help": where only the owners break a rule that asks for both. */
static void add_note(const struct linting *l, const struct found *found)
{
    const struct policy *policy = l->ask.policy;
    const struct policy_rule *rule = found->rules[0];
    struct policy_rule place = {.located_in = rule->located_in,
                                .not_located_in = rule->not_located_in};
    bool stands_right = (law_satisfying(policy, &place) >> found->key.cluster & 1) != 0;
    if (stands_right && (rule->controlled_from.present || rule->not_controlled_from.present)) {
        err_detail(l->errs, "note", "standing in %s does not help: it is %s",
                   policy->clusters[found->key.cluster].location,
                   phrase_exclusion(policy, rule, found->key.cluster, l->arena));
    }
}

static void tell_rules(const struct linting *l, const struct found *found)
{
    const struct policy *policy = l->ask.policy;
    for (size_t i = 0; i < found->nrules; i++) {
        const struct policy_rule *rule = found->rules[i];
        if (found->key.kind == LINT_L1) {
            err_detail(l->errs, "rule", "%s: %s", rule->name,
                       phrase_broken(policy, rule, found->key.cluster, l->arena));
        } else {
            err_detail(l->errs, "rule", "%s: leaves %s", rule->name,
                       phrase_clusters(policy, law_satisfying(policy, rule), l->arena));
        }
    }
}

static void tell_span(const struct linting *l, const struct found *found)
{
    char moment[MOMENT_TEXT_SIZE];
    if (found->first_s != l->now_s) {
        err_detail(l->errs, "from", "%s", moment_format(found->first_s, moment));
    }
    if (found->ends_s != INT64_MAX) {
        err_detail(l->errs, "until", "%s", moment_format(found->ends_s, moment));
    }
}

static void tell(const struct linting *l, const struct found *found)
{
    static const char *const codes[] = {"L1", "L2", "L3", "L4"};
    const struct policy *policy = l->ask.policy;
    err_find(l->errs, ERR_ERROR, codes[found->key.kind], found->at, found->mark_len, "%s",
             found->text);
    const char *also = found->nalso == 0 ? "" : arena_printf(l->arena, " (also%s", found->also);
    const char *end = found->nalso > ALSO_MAX
                          ? arena_printf(l->arena, " and %zu more)", found->nalso - ALSO_MAX)
                      : found->nalso > 0 ? ")"
                                         : "";
    err_detail(l->errs, "witness", "%s%s%s", found->witness, also, end);
    err_detail(l->errs, "name", "%s", found->name);
    tell_span(l, found);
    tell_rules(l, found);
    if (found->key.kind == LINT_L1) {
        err_detail(l->errs, "because", "%s", phrase_owners(policy, found->key.cluster, l->arena));
        add_note(l, found);
    }
}

/* T1: what is an L2 only later, because windows do not meet. */
static void tell_gap(const struct linting *l, const struct found *found)
{
    const struct gap gap = {.route = found->key.route,
                            .entry = found->key.entry,
                            .from_s = found->first_s,
                            .until_s = found->ends_s,
                            .witness = found->witness};
    if (found->key.kind == LINT_L2 && found->first_s != l->now_s) {
        gap_tell(l->ask.policy, &gap, l->now_s, l->errs);
    }
}

/* After all names were looked at: an L2 that held before and does not now has ended. */
static void note_ends(const struct linting *l)
{
    for (struct found *found = l->first; found != NULL; found = found->next) {
        if (found->key.kind == LINT_L2 && found->ends_s == INT64_MAX &&
            found->last_s != l->ask.time_s) {
            found->ends_s = l->ask.time_s;
        }
    }
}

/* The last resorts themselves: they must answer everybody, whatever the prober thinks. */
static void lint_last_clusters(const struct policy *policy, struct errs *errs)
{
    uint64_t lasts = decision_last_resorts(policy);
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        uint32_t len = (uint32_t)strlen(cluster->name);
        unsigned families = 0;
        for (size_t a = 0; a < cluster->naddresses; a++) {
            families |= 1u << cluster->addresses[a].family;
        }
        if ((lasts >> i & 1) == 0) {
            continue;
        }
        if (families != 0 && (families & (families - 1)) == 0) {
            bool v4 = families == 1u << FAMILY_IPV4;
            err_find(errs, ERR_ERROR, "L4", cluster->at, len,
                     "last resort %s has addresses of IPv%c only; add one of IPv%c", cluster->name,
                     v4 ? '4' : '6', v4 ? '6' : '4');
        }
        if (cluster->health.probe != PROBE_NONE) {
            err_find(errs, ERR_ERROR, "L4", cluster->health.at, 1,
                     "last resort %s is health-checked, but is given in any health; take its "
                     "health out",
                     cluster->name);
        }
    }
}

void lint_law(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
              struct errs *errs)
{
    struct course course = {.policy = policy, .data = data, .time_s = now_s, .errs = errs};
    struct linting l = {.ask = {.policy = policy},
                        .survey = &course.survey,
                        .now_s = now_s,
                        .last = &l.first,
                        .arena = arena_new(CHUNK),
                        .errs = errs};
    kinds_make(policy, KINDS_BY_LIST, l.arena, &l.kinds);
    l.laws = lawtable_new(policy, &l.kinds, l.arena);
    while (course_next(&course)) {
        l.scratch = arena_new(CHUNK);
        l.ask.time_s = course.time_s;
        lawtable_lay(l.laws, course.survey.spots, course.survey.nspots, course.time_s);
        for (size_t k = 0; k < l.kinds.count; k++) {
            l.ask.name = l.kinds.first[k];
            lint_places(&l);
        }
        arena_free(l.scratch);
        note_ends(&l);
    }
    for (const struct found *found = l.first; found != NULL; found = found->next) {
        tell(&l, found);
        tell_gap(&l, found);
    }
    lint_last_clusters(policy, errs);
    lawtable_done(l.laws);
    course_done(&course);
    arena_free(l.arena);
}
