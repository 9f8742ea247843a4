/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polfold.h"

#include "policy/builtin.h"
#include "policy/match.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOLDED_MIN = 3,   /* countries that are worth one word */
    LISTED_MAX = 12,  /* countries from which a list is worse than a group with exceptions */
    EXCEPTED_PART = 4 /* and these may be a quarter of it */
};

static int compare(const void *a, const void *b)
{
    const struct polpeople_label *x = ((const struct polfold_item *)a)->label;
    const struct polpeople_label *y = ((const struct polfold_item *)b)->label;
    return x->rank != y->rank ? (int)x->rank - (int)y->rank : strcmp(x->text, y->text);
}

static struct polfold_item *item_of(struct polfold *fold, const struct polpeople_label *label,
                                    size_t *room)
{
    for (size_t i = 0; i < fold->nitems; i++) {
        const struct polpeople_label *other = fold->items[i].label;
        if (other->rank == label->rank && strcmp(other->text, label->text) == 0) {
            return &fold->items[i];
        }
    }
    fold->items = arena_grow(fold->arena, fold->items, fold->nitems, room, sizeof(*fold->items));
    fold->items[fold->nitems] = (struct polfold_item){.label = label};
    return &fold->items[fold->nitems++];
}

void polfold_make(const struct polpeople *people, const struct census *census, const bool *chosen,
                  struct arena *arena, struct polfold *out)
{
    size_t room = 0;
    *out = (struct polfold){.people = people, .arena = arena};
    for (size_t i = 0; i < census->ncells; i++) {
        uint32_t spot = census->cells[i].after;
        struct polfold_item *item = item_of(out, &people->labels[spot], &room);
        item->spot = &people->atlas.spots[spot];
        item->total++;
        item->chosen += chosen[i];
    }
    if (out->nitems > 0) {
        qsort(out->items, out->nitems, sizeof(*out->items), compare);
    }
}

size_t polfold_count(const struct polfold *fold)
{
    size_t count = 0;
    for (size_t i = 0; i < fold->nitems; i++) {
        count += fold->items[i].chosen > 0;
    }
    return count;
}

/* Whether a group of countries means an item. */
static bool is_member(const struct polfold *fold, const struct policy_term *group,
                      const struct polfold_item *item)
{
    struct spot spot = *item->spot;
    spot.nnets = 0;
    return item->label->rank == PEOPLE_COUNTRY &&
           match_term(fold->people->loaded.policy, group, &spot) == TRUTH_YES;
}

struct members {
    size_t countries; /* that the data has */
    size_t untold;    /* of these: wholly meant, and not told yet */
    size_t excepted;  /* items that are not wholly meant */
};

static struct members members_of(const struct polfold *fold, const struct policy_term *group)
{
    struct members members = {0};
    const char *last = "";
    for (size_t i = 0; i < fold->nitems; i++) {
        const struct polfold_item *item = &fold->items[i];
        if (!is_member(fold, group, item)) {
            continue;
        }
        bool is_new = strcmp(item->spot->country, last) != 0;
        members.countries += is_new;
        members.untold += is_new && !item->told && item->chosen == item->total;
        members.excepted += item->chosen < item->total;
        last = item->spot->country;
    }
    return members;
}

static bool terms_name(const struct policy_terms *terms, uint32_t group)
{
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].kind == TERM_BUILTIN && terms->list[i].number == group) {
            return true;
        }
    }
    return false;
}

static bool who_names(const struct policy_who *who, uint32_t group)
{
    return terms_name(&who->any_of, group) || terms_name(&who->all_of, group) ||
           terms_name(&who->none_of, group);
}

/* Whether the policy tells people apart by a built-in group: others would be a strange word. */
static bool is_named(const struct policy *policy, uint32_t group)
{
    for (size_t i = 0; i < policy->ngroups; i++) {
        if (who_names(&policy->groups[i].who, group)) {
            return true;
        }
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        if (who_names(&policy->rules[i].who, group)) {
            return true;
        }
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            if (who_names(&policy->routes[i].entries[e].who, group)) {
                return true;
            }
        }
    }
    return false;
}

/*
 * Group `i` of those that may stand for their members: all countries, built-in ones that the policy
 * names, its own. False past the last.
 */
static bool group_at(const struct polfold *fold, size_t i, struct policy_term *out)
{
    const struct policy *policy = fold->people->loaded.policy;
    *out = (struct policy_term){.kind = TERM_ANY};
    for (uint32_t b = 0; i > 0 && builtin_name(b) != NULL; b++) {
        if (is_named(policy, b) && --i == 0) {
            *out = (struct policy_term){.kind = TERM_BUILTIN, .number = b};
            return true;
        }
    }
    if (i > 0) {
        *out = (struct policy_term){.kind = TERM_GROUP, .number = (uint32_t)i - 1};
        return i <= policy->ngroups;
    }
    return true;
}

/* "eea countries". */
static const char *group_name(const struct polfold *fold, const struct policy_term *group)
{
    if (group->kind == TERM_ANY) {
        return "countries";
    }
    return arena_printf(fold->arena, "%s countries",
                        group->kind == TERM_BUILTIN
                            ? builtin_name(group->number)
                            : fold->people->loaded.policy->groups[group->number].name);
}

static void tell(struct polfold *fold, const struct policy_term *group)
{
    for (size_t i = 0; i < fold->nitems; i++) {
        struct polfold_item *item = &fold->items[i];
        item->told = item->told || (item->chosen == item->total && is_member(fold, group, item));
    }
}

/* Tell the group of which all are meant and that tells most; NULL when none tells enough. */
static const char *tell_whole(struct polfold *fold)
{
    struct policy_term group;
    struct policy_term best = {.kind = TERM_ANY};
    struct members most = {0};
    for (size_t i = 0; group_at(fold, i, &group); i++) {
        struct members members = members_of(fold, &group);
        if (members.excepted == 0 && members.untold >= FOLDED_MIN && members.untold > most.untold) {
            best = group;
            most = members;
        }
    }
    if (most.untold == 0) {
        return NULL;
    }
    tell(fold, &best);
    return arena_printf(fold->arena, "all %zu %s in the data", most.countries,
                        group_name(fold, &best));
}

static size_t list_words(struct polfold *fold, bool with_exceptions, const char **words);

/* The words of a group's members that are not wholly meant; those are only told whole. */
static size_t list_exceptions(const struct polfold *fold, const struct policy_term *group,
                              const char **words)
{
    struct polfold others = *fold;
    others.items = arena_alloc(fold->arena, (fold->nitems + 1) * sizeof(*others.items));
    for (size_t i = 0; i < fold->nitems; i++) {
        const struct polfold_item *item = &fold->items[i];
        bool excepted = item->chosen < item->total && is_member(fold, group, item);
        others.items[i] = *item;
        others.items[i].chosen = excepted ? item->total : 0;
    }
    return list_words(&others, false, words);
}

static const char *join(const struct polfold *fold, const char *const *words, size_t count)
{
    const char *text = count == 0 ? "nobody" : words[0];
    for (size_t i = 1; i < count; i++) {
        text = arena_printf(fold->arena, "%s%s%s", text, i + 1 == count ? " and " : ", ", words[i]);
    }
    return text;
}

/* Tell the group of which most are meant, with its exceptions; NULL when that spares too little. */
static const char *tell_most(struct polfold *fold)
{
    const char **words = arena_alloc(fold->arena, (2 * fold->nitems + 1) * sizeof(*words));
    struct policy_term group;
    struct policy_term best = {.kind = TERM_ANY};
    size_t most = 0;
    for (size_t i = 0; group_at(fold, i, &group); i++) {
        size_t untold = members_of(fold, &group).untold;
        if (untold > LISTED_MAX && untold > most &&
            list_exceptions(fold, &group, words) <= untold / EXCEPTED_PART) {
            best = group;
            most = untold;
        }
    }
    if (most == 0) {
        return NULL;
    }
    size_t count = list_exceptions(fold, &best, words);
    tell(fold, &best);
    return arena_printf(fold->arena, "all %s in the data (except %s)", group_name(fold, &best),
                        join(fold, words, count));
}

/* The groups of countries, and then the rest one by one, as words. */
static size_t list_words(struct polfold *fold, bool with_exceptions, const char **words)
{
    size_t count = 0;
    const char *word;
    for (size_t i = 0; i < fold->nitems; i++) {
        fold->items[i].told = fold->items[i].chosen == 0;
    }
    while ((word = tell_whole(fold)) != NULL) {
        words[count++] = word;
    }
    while (with_exceptions && (word = tell_most(fold)) != NULL) {
        words[count++] = word;
    }
    for (size_t i = 0; i < fold->nitems; i++) {
        const struct polfold_item *item = &fold->items[i];
        if (!item->told) {
            words[count++] =
                arena_printf(fold->arena, "%s%s", item->chosen < item->total ? "some of " : "",
                             item->label->text);
        }
    }
    return count;
}

const char *polfold_text(struct polfold *fold)
{
    const char **words = arena_alloc(fold->arena, (2 * fold->nitems + 1) * sizeof(*words));
    return join(fold, words, list_words(fold, true, words));
}

json_t *polfold_json(const struct polfold *fold)
{
    json_t *list = json_array();
    for (size_t i = 0; i < fold->nitems; i++) {
        if (fold->items[i].chosen > 0) {
            json_array_append_new(list, json_string(fold->items[i].label->text));
        }
    }
    return list;
}
