/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/match.h"

#include "geo/country.h"
#include "policy/builtin.h"
#include "policy/netlist.h"

#include <string.h>

static enum truth known(bool yes)
{
    return yes ? TRUTH_YES : TRUTH_NO;
}

/* "CA" in "CA" or "ENG,WBK". */
static bool lists_code(const char *list, const char *code)
{
    size_t len = strlen(code);
    for (const char *at = list; *at != '\0'; at += *at == ',') {
        size_t item = strcspn(at, ",");
        if (item == len && memcmp(at, code, len) == 0) {
            return true;
        }
        at += item;
    }
    return false;
}

/* "US-CA": maybe where the country is unknown, or is US and the subdivision is unknown. */
static enum truth match_subdivision(const char *code, const struct spot *spot)
{
    if (spot->country[0] == '\0') {
        return TRUTH_MAYBE;
    }
    if (memcmp(spot->country, code, 2) != 0) {
        return TRUTH_NO;
    }
    return spot->subdivisions[0] == '\0' ? TRUTH_MAYBE
                                         : known(lists_code(spot->subdivisions, code + 3));
}

static bool is_on_continent(const char *country, const char *code)
{
    const char *continent = country_continent(country);
    return continent != NULL && strcmp(code, continent) == 0;
}

static bool country_matches(const struct policy_term *term, const char *country)
{
    switch (term->kind) {
    case TERM_COUNTRY:
        return strcmp(term->code, country) == 0;
    case TERM_CONTINENT:
        return is_on_continent(country, term->code);
    default:
        return builtin_holds(term->number, country);
    }
}

static bool holds_net(const struct spot *spot, uint32_t net)
{
    for (size_t i = 0; i < spot->nnets; i++) {
        if (spot->nets[i] == net) {
            return true;
        }
    }
    return false;
}

enum truth match_term(const struct policy *policy, const struct policy_term *term,
                      const struct spot *spot)
{
    bool unknown = spot->country[0] == '\0';
    switch (term->kind) {
    case TERM_COUNTRY:
    case TERM_CONTINENT:
    case TERM_BUILTIN:
        return unknown ? TRUTH_MAYBE : known(country_matches(term, spot->country));
    case TERM_SUBDIVISION:
        return match_subdivision(term->code, spot);
    case TERM_ASN:
        return known(spot->asn != 0 && spot->asn == term->number);
    case TERM_NETWORK:
        return known(holds_net(spot, term->number));
    case TERM_UNKNOWN:
        return known(unknown);
    case TERM_GROUP:
        return match_who(policy, &policy->groups[term->number].who, spot);
    case TERM_ANY:
    default:
        return TRUTH_YES;
    }
}

enum truth match_any(const struct policy *policy, const struct policy_terms *terms,
                     const struct spot *spot)
{
    bool indexed = terms->nnets > 0;
    const struct policy_term *list = indexed ? terms->others : terms->list;
    size_t count = indexed ? terms->nothers : terms->count;
    enum truth most = known(indexed && netlist_holds(terms, spot));
    for (size_t i = 0; i < count && most != TRUTH_YES; i++) {
        enum truth truth = match_term(policy, &list[i], spot);
        most = truth > most ? truth : most;
    }
    return most;
}

static enum truth match_all(const struct policy *policy, const struct policy_terms *terms,
                            const struct spot *spot)
{
    enum truth least = TRUTH_YES;
    for (size_t i = 0; i < terms->count && least != TRUTH_NO; i++) {
        enum truth truth = match_term(policy, &terms->list[i], spot);
        least = truth < least ? truth : least;
    }
    return least;
}

enum truth match_who(const struct policy *policy, const struct policy_who *who,
                     const struct spot *spot)
{
    enum truth least = TRUTH_YES;
    if (who->has_any_of) {
        least = match_any(policy, &who->any_of, spot);
    }
    if (who->has_all_of && least != TRUTH_NO) {
        enum truth all = match_all(policy, &who->all_of, spot);
        least = all < least ? all : least;
    }
    if (who->has_none_of && least != TRUTH_NO) {
        enum truth none = (enum truth)(TRUTH_YES - match_any(policy, &who->none_of, spot));
        least = none < least ? none : least;
    }
    return least;
}
