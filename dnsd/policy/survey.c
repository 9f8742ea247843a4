/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/survey.h"

#include "geo/country.h"

#include <stdlib.h>
#include <string.h>

/* What the policy names. */
struct named {
    struct arena *arena;
    struct policy_term *terms; /* of ASes and subdivisions, each once */
    size_t count;
    size_t room;
};

static void name_terms(struct named *named, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        bool wanted = term->kind == TERM_ASN || term->kind == TERM_SUBDIVISION;
        for (size_t n = 0; n < named->count && wanted; n++) {
            const struct policy_term *other = &named->terms[n];
            wanted = other->kind != term->kind || other->number != term->number ||
                     strcmp(other->code, term->code) != 0;
        }
        if (wanted) {
            named->terms = arena_grow(named->arena, named->terms, named->count, &named->room,
                                      sizeof(*named->terms));
            named->terms[named->count++] = *term;
        }
    }
}

static void name_who(struct named *named, const struct policy_who *who)
{
    name_terms(named, &who->any_of);
    name_terms(named, &who->all_of);
    name_terms(named, &who->none_of);
}

static void name_all(struct named *named, const struct policy *policy)
{
    for (size_t i = 0; i < policy->ngroups; i++) {
        name_who(named, &policy->groups[i].who);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        name_who(named, &policy->rules[i].who);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            name_who(named, &policy->routes[i].entries[e].who);
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        name_terms(named, &policy->expects[i].from);
    }
}

struct adding {
    struct survey *survey;
    const struct named *named;
    struct arena *arena;
    size_t room;
};

static void add_spot(struct adding *a, const struct spot *spot)
{
    struct survey *survey = a->survey;
    for (size_t i = 0; i < survey->atlas->nspots; i++) {
        if (spot_equal(&survey->atlas->spots[i], spot)) {
            return;
        }
    }
    survey->spots =
        arena_grow(a->arena, survey->spots, survey->nspots, &a->room, sizeof(*survey->spots));
    survey->spots[survey->nspots++] = *spot;
}

/* A place with AS unknown, and with each that is named. */
static void add_asns(struct adding *a, struct spot spot)
{
    spot.asn = 0;
    add_spot(a, &spot);
    for (size_t i = 0; i < a->named->count; i++) {
        if (a->named->terms[i].kind == TERM_ASN) {
            spot.asn = a->named->terms[i].number;
            add_spot(a, &spot);
        }
    }
}

/* A country with its subdivision unknown, and with each that is named. */
static void add_country(struct adding *a, const char *country)
{
    struct spot spot = {.asn = 0};
    memcpy(spot.country, country, strlen(country));
    add_asns(a, spot);
    for (size_t i = 0; i < a->named->count && country[0] != '\0'; i++) {
        const struct policy_term *term = &a->named->terms[i];
        if (term->kind == TERM_SUBDIVISION && memcmp(term->code, country, 2) == 0) {
            memcpy(spot.subdivisions, term->code + 3, strlen(term->code + 3) + 1);
            add_asns(a, spot);
        }
    }
}

void survey_make(const struct policy *policy, const struct atlas *atlas, int64_t time_s,
                 struct arena *arena, struct survey *out)
{
    struct named named = {.arena = arena};
    struct adding adding = {.survey = out, .named = &named, .arena = arena};
    char country[3];
    *out = (struct survey){.policy = policy, .atlas = atlas, .time_s = time_s};
    name_all(&named, policy);
    for (size_t i = 0; i < atlas->nspots; i++) {
        out->spots = arena_grow(arena, out->spots, i, &adding.room, sizeof(*out->spots));
        out->spots[out->nspots++] = atlas->spots[i];
    }
    add_country(&adding, "");
    for (size_t i = 0; country_at(i, country) != NULL; i++) {
        add_country(&adding, country);
    }
}

/* The largest network that starts where a range does and ends inside it. */
static struct prefix first_network(const struct map_ranges *ranges, size_t i, enum family family)
{
    struct map_address start = ranges->at[i].start;
    struct prefix prefix = {.addr = {.family = (uint8_t)family}};
    for (unsigned b = 0; b < 8; b++) {
        if (family == FAMILY_IPV6) {
            prefix.addr.octets[b] = (uint8_t)(start.high >> (56 - 8 * b));
            prefix.addr.octets[8 + b] = (uint8_t)(start.low >> (56 - 8 * b));
        } else if (b < 4) {
            prefix.addr.octets[b] = (uint8_t)(start.low >> (24 - 8 * b));
        }
    }
    for (unsigned bits = 0; bits < family_bits(prefix.addr.family); bits++) {
        prefix.bits = (uint8_t)bits;
        struct prefix whole = prefix_of(&prefix.addr, bits);
        if (addr_equal(&whole.addr, &prefix.addr) &&
            (i + 1 == ranges->count ||
             map_build_before(map_build_last(&prefix), ranges->at[i + 1].start))) {
            return prefix;
        }
    }
    prefix.bits = (uint8_t)family_bits(prefix.addr.family);
    return prefix;
}

bool survey_example(const struct survey *survey, size_t spot, struct prefix *out)
{
    const struct map_ranges *families[] = {&survey->atlas->v4, &survey->atlas->v6};
    const enum family numbers[] = {FAMILY_IPV4, FAMILY_IPV6};
    for (int f = 0; f < 2; f++) {
        for (size_t i = 0; i < families[f]->count; i++) {
            if (families[f]->at[i].value == spot) {
                *out = first_network(families[f], i, numbers[f]);
                return true;
            }
        }
    }
    return false;
}

bool survey_moves(const struct policy *policy, int64_t time_s)
{
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_window *window = &policy->networks[i].window;
        if (window->from_s == time_s || window->until_s == time_s) {
            return true;
        }
    }
    return false;
}
