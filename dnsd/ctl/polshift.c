/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polshift.h"

#include "policy/law.h"

#include <stdlib.h>
#include <string.h>

/* The shifts while they are found. */
struct finding {
    const struct polmoves_ask *ask;
    struct arena *arena;
    struct polshift *list;
    size_t count;
    size_t room;
};

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has(const struct policy *policy, uint64_t mask, const char *name)
{
    for (size_t i = 0; i < policy->nclusters; i++) {
        if ((mask >> i & 1) && strcmp(policy->clusters[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The clusters of one set that another does not have, by name. */
static size_t beyond(const struct policy *policy, uint64_t mask, const struct policy *other,
                     uint64_t other_mask, const char **out)
{
    size_t count = 0;
    for (size_t i = 0; i < policy->nclusters; i++) {
        if ((mask >> i & 1) && !has(other, other_mask, policy->clusters[i].name)) {
            out[count++] = policy->clusters[i].name;
        }
    }
    qsort(out, count, sizeof(*out), compare);
    return count;
}

static bool same_names(const char *const *a, size_t na, const char *const *b, size_t nb)
{
    bool same = na == nb;
    for (size_t i = 0; i < na && same; i++) {
        same = strcmp(a[i], b[i]) == 0;
    }
    return same;
}

/* The shift with these clusters among those found from number `from` on; added when it is new. */
static struct polshift *shift_of(struct finding *f, size_t from, const struct polshift *like)
{
    for (size_t i = from; i < f->count; i++) {
        struct polshift *other = &f->list[i];
        if (same_names(other->more, other->nmore, like->more, like->nmore) &&
            same_names(other->less, other->nless, like->less, like->nless)) {
            return other;
        }
    }
    f->list = arena_grow(f->arena, f->list, f->count, &f->room, sizeof(*f->list));
    struct polshift *shift = &f->list[f->count++];
    *shift = *like;
    shift->cells = arena_alloc(f->arena, f->ask->census->ncells + 1);
    shift->names = arena_alloc(f->arena, (f->ask->nnames + 1) * sizeof(*shift->names));
    return shift;
}

static void find_in_cell(struct finding *f, size_t from, size_t cell, size_t name)
{
    const struct polpeople *sides[] = {f->ask->before, f->ask->after};
    const uint32_t names[] = {f->ask->names[name].before, f->ask->names[name].after};
    const uint32_t spots[] = {f->ask->census->cells[cell].before,
                              f->ask->census->cells[cell].after};
    const struct policy *policies[2];
    uint64_t eligible[2];
    for (int i = 0; i < 2; i++) {
        policies[i] = sides[i]->loaded.policy;
        const struct law_case law = {
            .policy = policies[i], .name = names[i], .time_s = sides[i]->at_s};
        eligible[i] = law_eligible(&law, &sides[i]->atlas.spots[spots[i]]);
    }
    const char *more[POLICY_CLUSTERS_MAX];
    const char *less[POLICY_CLUSTERS_MAX];
    struct polshift like = {.more = more, .less = less};
    like.nmore = beyond(policies[1], eligible[1], policies[0], eligible[0], more);
    like.nless = beyond(policies[0], eligible[0], policies[1], eligible[1], less);
    if (like.nmore + like.nless == 0) {
        return;
    }
    like.more = memcpy(arena_alloc(f->arena, sizeof(more)), more, sizeof(*more) * like.nmore);
    like.less = memcpy(arena_alloc(f->arena, sizeof(less)), less, sizeof(*less) * like.nless);
    shift_of(f, from, &like)->cells[cell] = true;
}

/* Give shifts with the same people as an earlier one to that one. */
static void merge(struct finding *f, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < f->count; i++) {
        struct polshift *shift = &f->list[i];
        struct polshift *same = NULL;
        for (size_t e = 0; e < from && same == NULL; e++) {
            struct polshift *other = &f->list[e];
            bool alike = same_names(other->more, other->nmore, shift->more, shift->nmore) &&
                         same_names(other->less, other->nless, shift->less, shift->nless) &&
                         memcmp(other->cells, shift->cells, f->ask->census->ncells) == 0;
            same = alike ? other : NULL;
        }
        if (same == NULL) {
            f->list[kept++] = *shift;
        } else {
            same->names[same->nnames++] = shift->names[0];
        }
    }
    f->count = kept;
}

/* A name whose law and taste an earlier name shares joins all shifts of that one. */
static void join(struct finding *f, size_t name, size_t earlier)
{
    for (size_t i = 0; i < f->count; i++) {
        struct polshift *shift = &f->list[i];
        for (size_t n = 0; n < shift->nnames; n++) {
            if (shift->names[n] == &f->ask->names[earlier]) {
                shift->names[shift->nnames++] = &f->ask->names[name];
                break;
            }
        }
    }
}

size_t polshift_find(const struct polmoves_ask *ask, struct arena *arena, struct polshift **out)
{
    struct finding f = {.ask = ask, .arena = arena};
    for (size_t n = 0; n < ask->nnames; n++) {
        size_t from = f.count;
        size_t earlier = polmoves_first_alike(ask, n);
        if (earlier < n) {
            join(&f, n, earlier);
            continue;
        }
        for (size_t c = 0; c < ask->census->ncells; c++) {
            find_in_cell(&f, from, c, n);
        }
        for (size_t i = from; i < f.count; i++) {
            f.list[i].names[f.list[i].nnames++] = &ask->names[n];
        }
        merge(&f, from);
    }
    *out = f.list;
    return f.count;
}

const char *polshift_text(const struct polshift *shift, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < shift->nmore; i++) {
        text = arena_printf(arena, "%s%s+%s", text, text[0] == '\0' ? "" : " ", shift->more[i]);
    }
    for (size_t i = 0; i < shift->nless; i++) {
        text = arena_printf(arena, "%s%s-%s", text, text[0] == '\0' ? "" : " ", shift->less[i]);
    }
    return text;
}
