/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/named.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/* Terms while they are collected. */
struct list {
    struct arena *arena;
    struct policy_term *terms;
    size_t count;
    size_t room;
    uint32_t *slots; /* number + 1 */
    size_t nslots;   /* a power of two */
};

static uint64_t hash_of(const struct policy_term *term)
{
    return hash_octets(term->kind, term->code, sizeof(term->code)) ^ hash_mix(1, term->number);
}

static bool is_same(const struct policy_term *a, const struct policy_term *b)
{
    return a->kind == b->kind && a->number == b->number && strcmp(a->code, b->code) == 0;
}

static uint32_t *find_slot(struct list *list, const struct policy_term *term)
{
    uint64_t at = hash_of(term);
    uint32_t *slot;
    while (*(slot = &list->slots[at & (list->nslots - 1)]) != 0 &&
           !is_same(&list->terms[*slot - 1], term)) {
        at++;
    }
    return slot;
}

static void make_room(struct list *list)
{
    enum { SLOTS_FIRST = 64 };
    if ((list->count + 1) * 2 <= list->nslots) {
        return;
    }
    list->nslots = list->nslots == 0 ? SLOTS_FIRST : list->nslots * 2;
    list->slots = arena_alloc(list->arena, list->nslots * sizeof(*list->slots));
    for (size_t i = 0; i < list->count; i++) {
        *find_slot(list, &list->terms[i]) = (uint32_t)i + 1;
    }
}

static void add_terms(struct list *list, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        if (term->kind != TERM_ASN && term->kind != TERM_SUBDIVISION) {
            continue;
        }
        make_room(list);
        uint32_t *slot = find_slot(list, term);
        if (*slot == 0) {
            list->terms = arena_grow(list->arena, list->terms, list->count, &list->room,
                                     sizeof(*list->terms));
            list->terms[list->count++] = *term;
            *slot = (uint32_t)list->count;
        }
    }
}

static void add_who(struct list *list, const struct policy_who *who)
{
    add_terms(list, &who->any_of);
    add_terms(list, &who->all_of);
    add_terms(list, &who->none_of);
}

static void add_all(struct list *list, const struct policy *policy)
{
    for (size_t i = 0; i < policy->ngroups; i++) {
        add_who(list, &policy->groups[i].who);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        add_who(list, &policy->rules[i].who);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            add_who(list, &policy->routes[i].entries[e].who);
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        add_terms(list, &policy->expects[i].from);
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void named_list(const struct policy *policy, struct arena *arena, struct named *out)
{
    struct list list = {.arena = arena};
    add_all(&list, policy);
    *out = (struct named){.terms = list.terms, .count = list.count};
    uint32_t *asns = arena_alloc(arena, (list.count + 1) * sizeof(*asns));
    out->asns = asns;
    for (size_t i = 0; i < list.count; i++) {
        const struct policy_term *term = &list.terms[i];
        if (term->kind == TERM_ASN) {
            asns[out->nasns++] = term->number;
        } else {
            out->countries[named_number(term->code)] = true;
        }
    }
    qsort(asns, out->nasns, sizeof(*asns), compare);
}

bool named_has_asn(const struct named *named, uint32_t asn)
{
    return named->nasns > 0 &&
           bsearch(&asn, named->asns, named->nasns, sizeof(asn), compare) != NULL;
}

bool named_splits(const struct named *named, const char *country)
{
    return country[0] != '\0' && named->countries[named_number(country)];
}

bool named_equal(const struct named *a, const struct named *b)
{
    return a->nasns == b->nasns &&
           (a->nasns == 0 || memcmp(a->asns, b->asns, a->nasns * sizeof(*a->asns)) == 0) &&
           memcmp(a->countries, b->countries, sizeof(a->countries)) == 0;
}
