/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/survey.h"

#include "geo/country.h"
#include "policy/law.h"
#include "policy/named.h"
#include "policy/spotset.h"

#include <string.h>

struct adding {
    const struct named *named;
    struct spotset *spots;
};

/* A place with AS unknown, and with each that is named. */
static void add_asns(struct adding *a, struct spot spot)
{
    spot.asn = 0;
    spotset_add(a->spots, &spot);
    for (size_t i = 0; i < a->named->count; i++) {
        if (a->named->terms[i].kind == TERM_ASN) {
            spot.asn = a->named->terms[i].number;
            spotset_add(a->spots, &spot);
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
    struct named named;
    struct spotset spots = {.arena = arena};
    struct adding adding = {.named = &named, .spots = &spots};
    char country[3];
    named_list(policy, arena, &named);
    for (size_t i = 0; i < atlas->nspots; i++) {
        spotset_add(&spots, &atlas->spots[i]);
    }
    add_country(&adding, "");
    for (size_t i = 0; country_at(i, country) != NULL; i++) {
        add_country(&adding, country);
    }
    *out = (struct survey){.policy = policy,
                           .atlas = atlas,
                           .time_s = time_s,
                           .spots = spots.spots,
                           .nspots = spots.count};
}

bool survey_is_bounded(const struct policy *policy)
{
    enum { CHUNK = 64 * 1024 };
    struct arena *arena = arena_new(CHUNK);
    struct named named;
    named_list(policy, arena, &named);
    bool bounded = named.count <= SURVEY_NAMED_MAX;
    arena_free(arena);
    return bounded;
}

bool survey_example(const struct survey *survey, size_t spot, struct prefix *out)
{
    if (spot >= survey->atlas->nspots) {
        return false;
    }
    struct atlas_range at = survey->atlas->first[spot];
    const struct map_ranges *ranges =
        at.family == FAMILY_IPV4 ? &survey->atlas->v4 : &survey->atlas->v6;
    struct prefix prefix = atlas_start(survey->atlas, at);
    const struct prefix host = prefix;
    for (unsigned bits = 0; bits < host.bits; bits++) {
        prefix.bits = (uint8_t)bits;
        struct prefix whole = prefix_of(&host.addr, bits);
        if (addr_equal(&whole.addr, &host.addr) &&
            (at.index + 1 == ranges->count ||
             map_build_before(map_build_last(&prefix), ranges->at[at.index + 1].start))) {
            *out = prefix;
            return true;
        }
    }
    *out = host;
    return true;
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

bool survey_differs(const struct policy *policy, int64_t a_s, int64_t b_s)
{
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_window *window = &policy->networks[i].window;
        if (law_is_open(window, a_s) != law_is_open(window, b_s)) {
            return true;
        }
    }
    return false;
}
