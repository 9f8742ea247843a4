/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivenames.h"

#include <string.h>

static void add_terms(struct naivenames *out, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        if (term->kind == TERM_ASN || term->kind == TERM_SUBDIVISION) {
            out->terms =
                arena_grow(out->arena, out->terms, out->count, &out->room, sizeof(*out->terms));
            out->terms[out->count++] = term;
        }
    }
}

static void add_who(struct naivenames *out, const struct policy_who *who)
{
    add_terms(out, &who->any_of);
    add_terms(out, &who->all_of);
    add_terms(out, &who->none_of);
}

void naivenames_collect(const struct policy *policy, struct arena *arena, struct naivenames *out)
{
    *out = (struct naivenames){.arena = arena};
    for (size_t i = 0; i < policy->ngroups; i++) {
        add_who(out, &policy->groups[i].who);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        add_who(out, &policy->rules[i].who);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            add_who(out, &policy->routes[i].entries[e].who);
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        add_terms(out, &policy->expects[i].from);
    }
    for (size_t i = 0; i < policy->nclaims; i++) {
        add_terms(out, &policy->claims[i].from);
    }
}

bool naivenames_asn(const struct naivenames *names, uint32_t asn)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->terms[i]->kind == TERM_ASN && names->terms[i]->number == asn) {
            return true;
        }
    }
    return false;
}

bool naivenames_parts(const struct naivenames *names, const char *country)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->terms[i]->kind == TERM_SUBDIVISION &&
            strncmp(names->terms[i]->code, country, 2) == 0) {
            return true;
        }
    }
    return false;
}
