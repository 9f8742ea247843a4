/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polfold.h"

#include "policy/builtin.h"
#include "policy/match.h"

#include <stdlib.h>
#include <string.h>

enum { FOLDED_MIN = 3 }; /* countries that are worth one word */

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

/* Whether a group of countries means an item. NULL: all countries. */
static bool is_member(const struct polfold *fold, const struct policy_term *group,
                      const struct polfold_item *item)
{
    struct spot spot = *item->spot;
    spot.nnets = 0;
    return item->label->rank == PEOPLE_COUNTRY &&
           (group == NULL || match_term(fold->people->loaded.policy, group, &spot) == TRUTH_YES);
}

struct members {
    size_t countries; /* that the data has */
    size_t untold;
};

/* The members of a group; none if one of them is not wholly meant. */
static struct members members_of(const struct polfold *fold, const struct policy_term *group)
{
    struct members members = {0};
    const char *last = "";
    for (size_t i = 0; i < fold->nitems; i++) {
        const struct polfold_item *item = &fold->items[i];
        if (!is_member(fold, group, item)) {
            continue;
        }
        if (item->chosen < item->total) {
            return (struct members){0};
        }
        if (strcmp(item->spot->country, last) != 0) {
            members.countries++;
            members.untold += !item->told;
        }
        last = item->spot->country;
    }
    return members;
}

static void prefer(const struct polfold *fold, const struct policy_term *group,
                   struct policy_term *best, struct members *most)
{
    struct members members = members_of(fold, group);
    if (members.untold >= FOLDED_MIN && members.untold > most->untold) {
        *best = *group;
        *most = members;
    }
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

/* The group that tells most of what is not told yet; false when none tells enough. */
static bool best_group(const struct polfold *fold, struct policy_term *best, struct members *most)
{
    const struct policy *policy = fold->people->loaded.policy;
    *most = (struct members){0};
    for (uint32_t i = 0; builtin_name(i) != NULL; i++) {
        struct policy_term term = {.kind = TERM_BUILTIN, .number = i};
        if (is_named(policy, i)) {
            prefer(fold, &term, best, most);
        }
    }
    for (uint32_t i = 0; i < policy->ngroups; i++) {
        struct policy_term term = {.kind = TERM_GROUP, .number = i};
        prefer(fold, &term, best, most);
    }
    return most->untold > 0;
}

static void tell(struct polfold *fold, const struct policy_term *group)
{
    for (size_t i = 0; i < fold->nitems; i++) {
        fold->items[i].told = fold->items[i].told || is_member(fold, group, &fold->items[i]);
    }
}

/* The groups of countries, and then the rest one by one, as words. */
static size_t list_words(struct polfold *fold, const char **words)
{
    size_t count = 0;
    struct policy_term group;
    struct members members = members_of(fold, NULL);
    for (size_t i = 0; i < fold->nitems; i++) {
        fold->items[i].told = fold->items[i].chosen == 0;
    }
    if (members.countries >= FOLDED_MIN) {
        words[count++] =
            arena_printf(fold->arena, "all %zu countries in the data", members.countries);
        tell(fold, NULL);
    }
    while (best_group(fold, &group, &members)) {
        const char *name = group.kind == TERM_BUILTIN
                               ? builtin_name(group.number)
                               : fold->people->loaded.policy->groups[group.number].name;
        words[count++] =
            arena_printf(fold->arena, "all %zu %s countries in the data", members.countries, name);
        tell(fold, &group);
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
    size_t count = list_words(fold, words);
    const char *text = count == 0 ? "nobody" : words[0];
    for (size_t i = 1; i < count; i++) {
        text = arena_printf(fold->arena, "%s%s%s", text, i + 1 == count ? " and " : ", ", words[i]);
    }
    return text;
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
