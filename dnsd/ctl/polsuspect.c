/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polsuspect.h"

#include "base/text.h"
#include "geo/country.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a jurisdiction or an owner is looked for by. */
struct suspect {
    const struct policy *policy;
    uint32_t owner; /* POLICY_NONE = not asked for */
    const char *country;
    uint32_t asn; /* 0 = not asked for */
};

static bool answers_to(const struct policy_operator *owner, const char *country)
{
    bool found = strcmp(owner->country, country) == 0;
    for (size_t i = 0; i < owner->nalso; i++) {
        found = found || strcmp(owner->also[i], country) == 0;
    }
    return found;
}

static bool lists(const struct policy_operator *owner, uint32_t asn)
{
    for (size_t i = 0; i < owner->nasns; i++) {
        if (owner->asns[i] == asn) {
            return true;
        }
    }
    return false;
}

/* Whether an operator or one of those above it is meant. */
static bool is_meant(const struct suspect *suspect, uint32_t owner)
{
    const struct policy *policy = suspect->policy;
    bool meant = suspect->asn != 0 && lists(&policy->operators[owner], suspect->asn);
    for (uint32_t at = owner; at != POLICY_NONE && !meant; at = policy->operators[at].parent) {
        meant = at == suspect->owner ||
                (suspect->country != NULL && answers_to(&policy->operators[at], suspect->country));
    }
    return meant;
}

static uint64_t clusters_of(const struct suspect *suspect)
{
    const struct policy *policy = suspect->policy;
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        bool meant =
            suspect->country != NULL && strncmp(cluster->location, suspect->country, 2) == 0;
        for (size_t o = 0; o < cluster->noperators; o++) {
            meant = meant || is_meant(suspect, cluster->operators[o]);
        }
        mask |= meant ? UINT64_C(1) << i : 0;
    }
    return mask;
}

static bool bad_word(const char *word, const char *what)
{
    fprintf(stderr, "dnsctl policy check: --without '%s': %s\n", word, what);
    return false;
}

static bool unknown_operator(const struct policy *policy, const char *word, const char *name)
{
    const char **names = calloc(policy->noperators + 1, sizeof(*names));
    for (size_t i = 0; i < policy->noperators && names != NULL; i++) {
        names[i] = policy->operators[i].name;
    }
    const char *near = names == NULL ? NULL : text_nearest(name, names, policy->noperators);
    fprintf(stderr, "dnsctl policy check: --without '%s': there is no such operator; ", word);
    if (near != NULL) {
        fprintf(stderr, "did you mean %s? ", near);
    }
    fputs("the policy has:", stderr);
    for (size_t i = 0; i < policy->noperators; i++) {
        fprintf(stderr, "%s %s", i == 0 ? "" : ",", policy->operators[i].name);
    }
    fputc('\n', stderr);
    free(names);
    return false;
}

static bool read_operator(struct suspect *suspect, const char *word, const char *name)
{
    for (uint32_t i = 0; i < suspect->policy->noperators; i++) {
        if (strcmp(suspect->policy->operators[i].name, name) == 0) {
            suspect->owner = i;
            return true;
        }
    }
    return unknown_operator(suspect->policy, word, name);
}

static bool read_asn(struct suspect *suspect, const char *word, const char *number)
{
    bool is_as = number[0] == 'A' && number[1] == 'S';
    if (!text_u32(is_as ? number + 2 : number, &suspect->asn) || suspect->asn == 0) {
        return bad_word(word, "this is no number of an AS; write asn=64500");
    }
    for (size_t i = 0; i < suspect->policy->noperators; i++) {
        if (lists(&suspect->policy->operators[i], suspect->asn)) {
            return true;
        }
    }
    return bad_word(word, "no operator lists this AS; add it to `asn` of its operator");
}

bool polsuspect_read(const struct policy *policy, const char *word, uint64_t *out)
{
    struct suspect suspect = {.policy = policy, .owner = POLICY_NONE};
    const char *value = strchr(word, '=');
    size_t len = value == NULL ? 0 : (size_t)(value - word);
    bool ok = false;
    if (len == strlen("operator") && strncmp(word, "operator", len) == 0) {
        ok = read_operator(&suspect, word, value + 1);
    } else if (len == strlen("country") && strncmp(word, "country", len) == 0) {
        suspect.country = value + 1;
        ok = country_is(value + 1) ||
             bad_word(word, "this is no country; write two capitals as in country=US");
    } else if (len == strlen("asn") && strncmp(word, "asn", len) == 0) {
        ok = read_asn(&suspect, word, value + 1);
    } else {
        return bad_word(word, "write operator=NAME, country=XX or asn=NUMBER");
    }
    *out |= ok ? clusters_of(&suspect) : 0;
    return ok;
}
