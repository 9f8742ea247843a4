/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivesurvey.h"

#include "geo/country.h"
#include "policy/naivenames.h"

#include <string.h>

struct survey {
    const struct naivemap *map;
    struct naivenames names;
    struct arena *arena;
    struct naivewho_place *list;
    size_t count;
    size_t room;
};

static bool same(const struct naivewho_place *a, const struct naivewho_place *b)
{
    return strcmp(a->country, b->country) == 0 && strcmp(a->subdivisions, b->subdivisions) == 0 &&
           a->asn == b->asn && a->nnets == 0 && b->nnets == 0;
}

static void add_place(struct survey *s, const struct naivewho_place *place)
{
    bool known = false;
    for (size_t i = 0; i < s->map->nplaces; i++) {
        known = known || same(&s->map->places[i], place);
    }
    for (size_t i = 0; i < s->count; i++) { /* a term may stand twice */
        known = known || same(&s->list[i], place);
    }
    if (!known) {
        s->list = arena_grow(s->arena, s->list, s->count, &s->room, sizeof(*s->list));
        s->list[s->count++] = *place;
    }
}

/* With AS unknown, and with each that is named. */
static void add_with_asns(struct survey *s, struct naivewho_place place)
{
    add_place(s, &place);
    for (size_t i = 0; i < s->names.count; i++) {
        if (s->names.terms[i]->kind == TERM_ASN) {
            place.asn = s->names.terms[i]->number;
            add_place(s, &place);
        }
    }
}

static void add_country(struct survey *s, const char *country)
{
    struct naivewho_place place = {.asn = 0};
    memcpy(place.country, country, strlen(country) + 1);
    add_with_asns(s, place);
    for (size_t i = 0; i < s->names.count; i++) {
        const struct policy_term *term = s->names.terms[i];
        if (term->kind == TERM_SUBDIVISION && country[0] != '\0' &&
            strncmp(term->code, country, 2) == 0) {
            memcpy(place.subdivisions, term->code + 3, strlen(term->code + 3) + 1);
            add_with_asns(s, place);
        }
    }
}

const struct naivewho_place *naivesurvey_list(const struct naivemap *map, struct arena *arena,
                                              size_t *count)
{
    struct survey s = {.map = map, .arena = arena};
    char code[3];
    naivenames_collect(map->policy, arena, &s.names);
    add_country(&s, "");
    for (size_t i = 0; country_at(i, code) != NULL; i++) {
        add_country(&s, code);
    }
    *count = s.count;
    return s.list;
}
