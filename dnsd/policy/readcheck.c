/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readcheck.h"

#include "policy/survey.h"

#include <stdio.h>
#include <string.h>

enum {
    PATH_SHOWN = 6, /* steps of a cycle that are named */
    DEPTH_MAX = 32, /* groups inside each other: every question about a place goes all the way */
    UNFOLDED_MAX = 10000 /* groups that one leads to, counted each time */
};

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

/* What a group holds, directly or through others. */
struct grip {
    uint8_t mark;
    bool exempts;      /* unknown or any */
    bool not_places;   /* what no cluster can be located in */
    bool whole;        /* none of those inside is too large itself, which is said once */
    uint32_t from;     /* the group whose term led here */
    uint32_t depth;    /* groups inside each other, this one included; DEPTH_MAX + 1 = too many */
    uint32_t unfolded; /* groups that it leads to; UNFOLDED_MAX + 1 = too many */
    size_t next;       /* term to look at next */
};

static const struct policy_term *term_at(const struct policy_who *who, size_t i)
{
    const struct policy_terms *parts[] = {&who->any_of, &who->all_of, &who->none_of};
    for (size_t p = 0; p < ARRAY_LEN(parts); p++) {
        if (i < parts[p]->count) {
            return &parts[p]->list[i];
        }
        i -= parts[p]->count;
    }
    return NULL;
}

static void refuse_cycle(struct read *r, struct pos at, const char *what, const char *path)
{
    err_find(r->errs, ERR_ERROR, "S4", at, 1, "%s goes in a circle: %s; cut it somewhere", what,
             path);
}

/* The groups from `group` back to itself, as text. */
static void refuse_groups(struct read *r, const struct grip *grips, uint32_t last, uint32_t first,
                          struct pos at)
{
    const struct policy_group *groups = r->policy->groups;
    const char *path = groups[first].name;
    uint32_t at_group = last;
    for (size_t i = 0; at_group != first && i < PATH_SHOWN; i++) {
        path = arena_printf(r->scratch, "%s <- %s", path, groups[at_group].name);
        at_group = grips[at_group].from;
    }
    path = arena_printf(r->scratch, "%s <- %s%s", path, at_group == first ? "" : "... <- ",
                        groups[first].name);
    refuse_cycle(r, at, "a group", path);
}

static uint32_t at_most(uint32_t value, uint32_t most)
{
    return value < most ? value : most;
}

static void take_over(struct grip *to, const struct grip *from)
{
    uint32_t depth = at_most(from->depth + 1, DEPTH_MAX + 1);
    to->depth = depth > to->depth ? depth : to->depth;
    to->unfolded = at_most(to->unfolded + 1 + from->unfolded, UNFOLDED_MAX + 1);
    to->whole = to->whole && from->depth <= DEPTH_MAX && from->unfolded <= UNFOLDED_MAX;
    to->exempts |= from->exempts;
    to->not_places |= from->not_places;
}

/* A question about a place goes through all that a group leads to: no more than can be followed. */
static void check_size(struct read *r, const struct grip *grip, const struct policy_group *group)
{
    if (grip->whole && (grip->depth > DEPTH_MAX || grip->unfolded > UNFOLDED_MAX)) {
        bool deep = grip->depth > DEPTH_MAX;
        err_find(r->errs, ERR_ERROR, "S1", group->who.at, 1,
                 "the group '%s' leads %s than %d others; write its members without so many groups "
                 "between",
                 group->name, deep ? "deeper" : "to more", deep ? DEPTH_MAX : UNFOLDED_MAX);
    }
}

/* Look at the next term of an open group; returns the group to go on with. */
static uint32_t grip_step(struct read *r, struct grip *grips, uint32_t group)
{
    struct grip *grip = &grips[group];
    const struct policy_term *term = term_at(&r->policy->groups[group].who, grip->next++);
    if (term == NULL) {
        grip->mark = MARK_DONE;
        check_size(r, grip, &r->policy->groups[group]);
        if (grip->from != POLICY_NONE) {
            take_over(&grips[grip->from], grip);
        }
        return grip->from;
    }
    if (term->kind != TERM_GROUP) {
        bool place = term->kind <= TERM_BUILTIN;
        grip->exempts |= term->kind == TERM_UNKNOWN || term->kind == TERM_ANY;
        grip->not_places |= !place;
        return group;
    }
    struct grip *inner = &grips[term->number];
    if (inner->mark == MARK_OPEN) {
        refuse_groups(r, grips, group, term->number, term->at);
        return group;
    }
    if (inner->mark == MARK_DONE) {
        take_over(grip, inner);
        return group;
    }
    inner->mark = MARK_OPEN;
    inner->from = group;
    inner->whole = true;
    return term->number;
}

/* Depth first without recursion: chains of groups may be long. */
static struct grip *walk_groups(struct read *r)
{
    size_t count = r->policy->ngroups;
    struct grip *grips = arena_alloc(r->scratch, (count + 1) * sizeof(*grips));
    for (uint32_t i = 0; i < count; i++) {
        if (grips[i].mark != MARK_NEW) {
            continue;
        }
        grips[i].mark = MARK_OPEN;
        grips[i].from = POLICY_NONE;
        grips[i].whole = true;
        for (uint32_t at = i; at != POLICY_NONE;) {
            at = grip_step(r, grips, at);
        }
    }
    return grips;
}

static void check_none_of(struct read *r, const struct grip *grips, const struct policy_who *who)
{
    for (size_t i = 0; i < who->none_of.count; i++) {
        const struct policy_term *term = &who->none_of.list[i];
        bool named = term->kind == TERM_UNKNOWN || term->kind == TERM_ANY;
        if (named || (term->kind == TERM_GROUP && grips[term->number].exempts)) {
            err_find(r->errs, ERR_ERROR, "S1", term->at, 1,
                     "none-of holds %s%s; take it out: nobody is exempted from the law for being "
                     "unknown",
                     named ? term->kind == TERM_ANY ? "'any'" : "'unknown'"
                           : "a group with 'unknown' or 'any' in it: ",
                     named ? "" : r->policy->groups[term->number].name);
        }
    }
}

static void check_places(struct read *r, const struct grip *grips,
                         const struct policy_condition *condition)
{
    for (size_t i = 0; i < condition->terms.count; i++) {
        const struct policy_term *term = &condition->terms.list[i];
        if (term->kind == TERM_GROUP && grips[term->number].not_places) {
            err_find(r->errs, ERR_ERROR, "S1", term->at, 1,
                     "the group '%s' holds what is no place of a cluster; write countries, "
                     "subdivisions, continents or groups of these",
                     r->policy->groups[term->number].name);
        }
    }
}

static void check_sets(struct read *r, const struct grip *grips)
{
    const struct policy *policy = r->policy;
    for (size_t i = 0; i < policy->ngroups; i++) {
        check_none_of(r, grips, &policy->groups[i].who);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        check_none_of(r, grips, &rule->who);
        check_places(r, grips, &rule->located_in);
        check_places(r, grips, &rule->not_located_in);
        check_places(r, grips, &rule->controlled_from);
        check_places(r, grips, &rule->not_controlled_from);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t k = 0; k < policy->routes[i].nentries; k++) {
            check_none_of(r, grips, &policy->routes[i].entries[k].who);
        }
    }
    for (size_t i = 0; i < policy->nclaims; i++) {
        const struct policy_expect *claim = &policy->claims[i];
        check_places(r, grips, &claim->lands_on.located_in);
        check_places(r, grips, &claim->lands_on.controlled_from);
        check_places(r, grips, &claim->never.located_in);
        check_places(r, grips, &claim->never.controlled_from);
    }
}

static void refuse_parents(struct read *r, uint32_t first)
{
    const struct policy_operator *operators = r->policy->operators;
    const char *path = operators[first].name;
    uint32_t at = operators[first].parent;
    for (size_t i = 0; at != first && i < PATH_SHOWN; i++, at = operators[at].parent) {
        path = arena_printf(r->scratch, "%s <- %s", path, operators[at].name);
    }
    path = arena_printf(r->scratch, "%s <- %s%s", path, at == first ? "" : "... <- ",
                        operators[first].name);
    refuse_cycle(r, operators[first].at, "parent", path);
}

/* Parents above parents: as many as explanations can name; said of the first that has one more. */
static void check_height(struct read *r, uint32_t first)
{
    const struct policy_operator *operators = r->policy->operators;
    uint32_t steps = 0;
    for (uint32_t at = first; at != POLICY_NONE && steps <= DEPTH_MAX + 1; steps++) {
        at = operators[at].parent;
    }
    if (steps == DEPTH_MAX + 1) {
        err_find(r->errs, ERR_ERROR, "S1", operators[first].at,
                 (uint32_t)strlen(operators[first].name),
                 "the operator '%s' has more than %d parents above each other; leave out those "
                 "that add no country",
                 operators[first].name, DEPTH_MAX - 1);
    }
}

/* Follow each operator's parents until one that was seen; one seen on this way is a circle. */
static void check_parents(struct read *r)
{
    const struct policy *policy = r->policy;
    uint32_t *seen = arena_alloc(r->scratch, (policy->noperators + 1) * sizeof(*seen));
    for (uint32_t i = 0; i < policy->noperators; i++) {
        uint32_t at = i;
        while (at != POLICY_NONE && seen[at] == 0) {
            seen[at] = i + 1;
            at = policy->operators[at].parent;
        }
        if (at != POLICY_NONE && seen[at] == i + 1) {
            refuse_parents(r, at);
        }
        check_height(r, i);
    }
}

static uint64_t bit_of(const struct policy_last *last)
{
    bool known = last->kind == LAST_CLUSTER && last->cluster < POLICY_CLUSTERS_MAX;
    return known ? UINT64_C(1) << last->cluster : 0;
}

static uint64_t all_lasts(const struct policy *policy)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_lasts *lasts = &policy->names[i].lasts;
        for (size_t k = 0; k < lasts->count; k++) {
            mask |= bit_of(&lasts->list[k]);
        }
    }
    return mask;
}

/* The clusters that a route can give; selectors pick none that is somebody's last resort. */
static uint64_t clusters_of_route(const struct policy_route *route, uint64_t selectable)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        for (size_t k = 0; k < route->entries[i].ntiers; k++) {
            const struct policy_tier *tier = &route->entries[i].tiers[k];
            mask |= tier->kind == TIER_CLUSTERS ? tier->clusters : selectable;
        }
    }
    return mask;
}

static void refuse_answer(struct read *r, const struct policy_name *name, uint32_t index)
{
    char text[NAME_TEXT_SIZE];
    const struct policy_cluster *cluster = &r->policy->clusters[index];
    bool cname = name->answer == ANSWER_CNAME;
    err_find(
        r->errs, ERR_ERROR, "S4", cluster->at, (uint32_t)strlen(cluster->name),
        "cluster '%s' has no %s, which the answer of %.200s needs (answer: %s, line %u); write "
        "%s",
        cluster->name, cname ? "target" : "addresses", name_format(name->name.octets, text),
        cname ? "cname" : "address", name->at.line,
        cname ? "target: and the name that holds its addresses" : "addresses: [..]");
}

static void check_answers(struct read *r)
{
    const struct policy *policy = r->policy;
    uint64_t lasts = all_lasts(policy);
    uint64_t all = policy->nclusters >= 64 ? UINT64_MAX : (UINT64_C(1) << policy->nclusters) - 1;
    uint64_t *routes = arena_alloc(r->scratch, (policy->nroutes + 1) * sizeof(*routes));
    uint64_t said[2] = {0}; /* once for each cluster and kind of answer */
    for (size_t i = 0; i < policy->nroutes; i++) {
        routes[i] = clusters_of_route(&policy->routes[i], all & ~lasts);
    }
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_name *name = &policy->names[i];
        uint64_t mask = name->route == POLICY_NONE ? 0 : routes[name->route];
        for (size_t k = 0; k < name->lasts.count; k++) {
            mask |= bit_of(&name->lasts.list[k]);
        }
        mask &= ~said[name->answer];
        said[name->answer] |= mask;
        for (uint32_t c = 0; mask != 0; c++, mask >>= 1) {
            const struct policy_cluster *cluster = &policy->clusters[c];
            bool has =
                name->answer == ANSWER_CNAME ? cluster->target.len > 0 : cluster->naddresses > 0;
            if ((mask & 1) != 0 && !has) {
                refuse_answer(r, name, c);
            }
        }
    }
}

/* Each AS and subdivision is checked in every country. */
static void check_named(struct read *r)
{
    if (!survey_is_bounded(r->policy)) {
        err_find(r->errs, ERR_ERROR, "S1", r->policy->data_at, 1,
                 "the policy names more than %d ASes and subdivisions; write networks or countries "
                 "for some of them",
                 SURVEY_NAMED_MAX);
    }
}

void readcheck_run(struct read *r)
{
    struct grip *grips = walk_groups(r);
    check_sets(r, grips);
    check_parents(r);
    check_answers(r);
    check_named(r);
}
