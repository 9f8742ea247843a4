/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivewho.h"

#include "geo/country.h"
#include "policy/builtin.h"

#include <stdio.h>
#include <string.h>

static enum naivewho_truth yes_or_no(bool yes)
{
    return yes ? NAIVEWHO_YES : NAIVEWHO_NO;
}

/* Whether "CA" is a whole word of "CA" or "ENG,WBK". */
static bool has_subdivision(const char *list, const char *code)
{
    char all[40];
    char word[12];
    snprintf(all, sizeof(all), ",%.30s,", list);
    snprintf(word, sizeof(word), ",%.8s,", code);
    return strstr(all, word) != NULL;
}

static enum naivewho_truth country_term(const struct policy_term *term, const char *country)
{
    if (country[0] == '\0') {
        return NAIVEWHO_MAYBE;
    }
    if (term->kind == TERM_COUNTRY) {
        return yes_or_no(strcmp(country, term->code) == 0);
    }
    if (term->kind == TERM_BUILTIN) {
        return yes_or_no(builtin_holds(term->number, country));
    }
    const char *continent = country_continent(country);
    return yes_or_no(continent != NULL && strcmp(continent, term->code) == 0);
}

/* term->code is "US-CA". */
static enum naivewho_truth subdivision_term(const struct policy_term *term,
                                            const struct naivewho_place *place)
{
    if (place->country[0] == '\0') {
        return NAIVEWHO_MAYBE;
    }
    if (strncmp(place->country, term->code, 2) != 0) {
        return NAIVEWHO_NO;
    }
    if (place->subdivisions[0] == '\0') {
        return NAIVEWHO_MAYBE;
    }
    return yes_or_no(has_subdivision(place->subdivisions, term->code + 3));
}

static bool in_net(const struct naivewho_place *place, uint32_t net)
{
    bool found = false;
    for (size_t i = 0; i < place->nnets; i++) {
        found = found || place->nets[i] == net;
    }
    return found;
}

static enum naivewho_truth one_term(const struct policy *policy, const struct policy_term *term,
                                    const struct naivewho_place *place)
{
    switch (term->kind) {
    case TERM_COUNTRY:
    case TERM_CONTINENT:
    case TERM_BUILTIN:
        return country_term(term, place->country);
    case TERM_SUBDIVISION:
        return subdivision_term(term, place);
    case TERM_ASN:
        return yes_or_no(place->asn != 0 && place->asn == term->number);
    case TERM_NETWORK:
        return yes_or_no(in_net(place, term->number));
    case TERM_UNKNOWN:
        return yes_or_no(place->country[0] == '\0');
    case TERM_GROUP:
        return naivewho_matches(policy, &policy->groups[term->number].who, place);
    case TERM_ANY:
        break;
    }
    return NAIVEWHO_YES;
}

enum naivewho_truth naivewho_any(const struct policy *policy, const struct policy_terms *terms,
                                 const struct naivewho_place *place)
{
    enum naivewho_truth max = NAIVEWHO_NO;
    for (size_t i = 0; i < terms->count; i++) {
        enum naivewho_truth one = one_term(policy, &terms->list[i], place);
        if (one == NAIVEWHO_YES) {
            return one; /* more there is not */
        }
        max = one > max ? one : max;
    }
    return max;
}

static enum naivewho_truth all_terms(const struct policy *policy, const struct policy_terms *terms,
                                     const struct naivewho_place *place)
{
    enum naivewho_truth min = NAIVEWHO_YES;
    for (size_t i = 0; i < terms->count; i++) {
        enum naivewho_truth one = one_term(policy, &terms->list[i], place);
        min = one < min ? one : min;
    }
    return min;
}

enum naivewho_truth naivewho_matches(const struct policy *policy, const struct policy_who *who,
                                     const struct naivewho_place *place)
{
    enum naivewho_truth any = NAIVEWHO_YES;
    enum naivewho_truth all = NAIVEWHO_YES;
    enum naivewho_truth none = NAIVEWHO_YES;
    if (who->has_any_of) {
        any = naivewho_any(policy, &who->any_of, place);
    }
    if (who->has_all_of) {
        all = all_terms(policy, &who->all_of, place);
    }
    if (who->has_none_of) {
        none = (enum naivewho_truth)(2 - (int)naivewho_any(policy, &who->none_of, place));
    }
    enum naivewho_truth least = any < all ? any : all;
    return none < least ? none : least;
}
