/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/phrase.h"

#include "base/attr.h"
#include "policy/builtin.h"
#include "policy/law.h"

#include <string.h>

static const char *phrase_term(const struct policy *policy, const struct policy_term *term,
                               struct arena *arena)
{
    char text[PREFIX_TEXT_SIZE];
    switch (term->kind) {
    case TERM_CONTINENT:
        return builtin_continent_word(term->code);
    case TERM_BUILTIN:
        return builtin_name(term->number);
    case TERM_ASN:
        return arena_printf(arena, "AS%u", term->number);
    case TERM_NETWORK:
        return arena_printf(arena, "%s", prefix_format(&policy->prefixes[term->number], text));
    case TERM_UNKNOWN:
        return "unknown";
    case TERM_ANY:
        return "any";
    case TERM_GROUP:
        return policy->groups[term->number].name;
    case TERM_COUNTRY:
    case TERM_SUBDIVISION:
    default:
        return term->code;
    }
}

const char *phrase_terms(const struct policy *policy, const struct policy_terms *terms,
                         struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < terms->count; i++) {
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            phrase_term(policy, &terms->list[i], arena));
    }
    return text;
}

const char *phrase_who(const struct policy *policy, const struct policy_who *who,
                       struct arena *arena)
{
    const struct {
        const char *word;
        bool present;
        const struct policy_terms *terms;
    } parts[] = {{"any-of", who->has_any_of, &who->any_of},
                 {"all-of", who->has_all_of, &who->all_of},
                 {"none-of", who->has_none_of, &who->none_of}};
    const char *text = "";
    if (who->has_any_of && !who->has_all_of && !who->has_none_of) {
        return arena_printf(arena, "[%s]", phrase_terms(policy, &who->any_of, arena));
    }
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].present) {
            text = arena_printf(arena, "%s%s%s [%s]", text, text[0] == '\0' ? "" : ", ",
                                parts[i].word, phrase_terms(policy, parts[i].terms, arena));
        }
    }
    return text;
}

const char *phrase_spot(const struct policy *policy, const struct spot *spot, struct arena *arena)
{
    char net[PREFIX_TEXT_SIZE];
    const char *text = spot->country[0] == '\0' ? "unknown" : spot->country;
    if (spot->subdivisions[0] != '\0') {
        text = arena_printf(arena, "%s-%s", text, spot->subdivisions);
    }
    if (spot->asn != 0) {
        text = arena_printf(arena, "%s, AS%u", text, spot->asn);
    }
    for (size_t i = 0; i < spot->nnets; i++) {
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? " in " : " and ",
                            prefix_format(&policy->prefixes[spot->nets[i]], net));
    }
    return arena_printf(arena, "%s", text);
}

const char *phrase_clusters(const struct policy *policy, uint64_t mask, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (mask >> i & 1) {
            text = arena_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ",
                                policy->clusters[i].name);
        }
    }
    return text[0] == '\0' ? "nothing" : text;
}

/* A rule with one of the conditions of another alone. */
enum condition { LOCATED, NOT_LOCATED, CONTROLLED, NOT_CONTROLLED, ONLY, NEVER, CONDITIONS };

static struct policy_rule alone(const struct policy_rule *rule, enum condition which)
{
    struct policy_rule out = {.name = rule->name};
    switch (which) {
    case LOCATED:
        out.located_in = rule->located_in;
        break;
    case NOT_LOCATED:
        out.not_located_in = rule->not_located_in;
        break;
    case CONTROLLED:
        out.controlled_from = rule->controlled_from;
        break;
    case NOT_CONTROLLED:
        out.not_controlled_from = rule->not_controlled_from;
        break;
    case ONLY:
        out.has_only = rule->has_only;
        out.only = rule->only;
        break;
    case NEVER:
    case CONDITIONS:
    default:
        out.never = rule->never;
    }
    return out;
}

static bool breaks(const struct policy *policy, const struct policy_rule *rule,
                   enum condition which, uint32_t cluster)
{
    struct policy_rule one = alone(rule, which);
    return (law_satisfying(policy, &one) >> cluster & 1) == 0;
}

/* Whether a country alone is what a condition on owners forbids. */
static bool is_forbidden(const struct policy *policy, const struct policy_rule *condition,
                         const char *country)
{
    struct policy_operator operator= {.parent = POLICY_NONE};
    static const uint32_t first[] = {0};
    struct policy_cluster cluster = {.operators = first, .noperators = 1};
    struct policy copy = *policy;
    memcpy(operator.country, country, sizeof(operator.country));
    copy.operators = &operator;
    copy.noperators = 1;
    copy.clusters = &cluster;
    copy.nclusters = 1;
    return law_satisfying(&copy, condition) == 0;
}

/* The first jurisdiction of an operator's own that is forbidden; NULL = none is. */
static const char *forbidden_code(const struct policy *policy, const struct policy_rule *condition,
                                  const struct policy_operator *operator)
{
    if (is_forbidden(policy, condition, operator->country)) {
        return operator->country;
    }
    for (size_t n = 0; n < operator->nalso; n++) {
        if (is_forbidden(policy, condition, operator->also[n])) {
            return operator->also[n];
        }
    }
    return NULL;
}

/* "US (amer-cloud-emea -> amer-cloud)": the first jurisdiction that is forbidden. */
static const char *forbidden_owner(const struct policy *policy, const struct policy_rule *condition,
                                   uint32_t cluster, struct arena *arena)
{
    const struct policy_cluster *held = &policy->clusters[cluster];
    for (size_t i = 0; i < held->noperators; i++) {
        const char *chain = "";
        for (uint32_t at = held->operators[i]; at != POLICY_NONE;
             at = policy->operators[at].parent) {
            const struct policy_operator *owner = &policy->operators[at];
            const char *code = forbidden_code(policy, condition, owner);
            chain =
                arena_printf(arena, "%s%s%s", chain, chain[0] == '\0' ? "" : " -> ", owner->name);
            if (code != NULL) {
                return arena_printf(arena, "%s (%s)", code, chain);
            }
        }
    }
    return "nowhere that is known";
}

const char *phrase_exclusion(const struct policy *policy, const struct policy_rule *rule,
                             uint32_t cluster, struct arena *arena)
{
    if (breaks(policy, rule, LOCATED, cluster) || breaks(policy, rule, NOT_LOCATED, cluster)) {
        return arena_printf(arena, "located in %s", policy->clusters[cluster].location);
    }
    enum condition owner = breaks(policy, rule, CONTROLLED, cluster) ? CONTROLLED : NOT_CONTROLLED;
    if (breaks(policy, rule, owner, cluster)) {
        struct policy_rule condition = alone(rule, owner);
        return arena_printf(arena, "controlled from %s",
                            forbidden_owner(policy, &condition, cluster, arena));
    }
    return breaks(policy, rule, ONLY, cluster)
               ? arena_printf(arena, "not listed in only of %s", rule->name)
               : arena_printf(arena, "listed in never of %s", rule->name);
}

const char *phrase_broken(const struct policy *policy, const struct policy_rule *rule,
                          uint32_t cluster, struct arena *arena)
{
    const struct {
        const char *word;
        const struct policy_terms *terms;
    } conditions[] = {{"located-in", &rule->located_in.terms},
                      {"not-located-in", &rule->not_located_in.terms},
                      {"controlled-from", &rule->controlled_from.terms},
                      {"not-controlled-from", &rule->not_controlled_from.terms}};
    const char *text = "";
    for (int i = 0; i < CONDITIONS; i++) {
        if (!breaks(policy, rule, (enum condition)i, cluster)) {
            continue;
        }
        const char *comma = text[0] == '\0' ? "" : ", ";
        if (i == ONLY || i == NEVER) {
            text =
                arena_printf(arena, "%s%s%s [%s]", text, comma, i == ONLY ? "only" : "never",
                             phrase_clusters(policy, i == ONLY ? rule->only : rule->never, arena));
        } else {
            text = arena_printf(arena, "%s%s%s [%s]", text, comma, conditions[i].word,
                                phrase_terms(policy, conditions[i].terms, arena));
        }
    }
    return text;
}

const char *phrase_owners(const struct policy *policy, uint32_t cluster, struct arena *arena)
{
    const struct policy_cluster *held = &policy->clusters[cluster];
    const char *text = held->name;
    for (size_t i = 0; i < held->noperators; i++) {
        uint32_t first = held->operators[i];
        for (uint32_t at = first; at != POLICY_NONE; at = policy->operators[at].parent) {
            const struct policy_operator *operator= & policy->operators[at];
            const char *arrow = at != first ? " <- parent" : i == 0 ? " <-" : ", and <-";
            text =
                arena_printf(arena, "%s%s %s (%s", text, arrow, operator->name, operator->country);
            for (size_t n = 0; n < operator->nalso; n++) {
                text = arena_printf(arena, "%s, also %s", text, operator->also[n]);
            }
            text = arena_printf(arena, "%s)", text);
        }
    }
    return text;
}
