/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/reason.h"

#include "policy/match.h"
#include "policy/outcome.h"
#include "policy/phrase.h"

#include <string.h>

void reason_judged(struct reason *reason, const struct atlas *atlas,
                   const struct judgement *judgement)
{
    struct spot *spots = arena_alloc(reason->arena, judgement->nspots * sizeof(*spots));
    for (size_t i = 0; i < judgement->nspots; i++) {
        spots[i] = atlas->spots[judgement->spots[i]];
    }
    if (judgement->nspots == 1) {
        spots[0] = judgement->spot; /* with the own networks that it is in, not others alike */
    }
    reason->spots = spots;
    reason->nspots = judgement->nspots;
    reason->spot = judgement->clear ? spots : &judgement->spot;
    reason->eligible = judgement->eligible;
    reason->decision = &judgement->decision;
}

static bool applies_to_any(const struct reason *reason, const struct policy_rule *rule)
{
    for (size_t i = 0; i < reason->nspots; i++) {
        if (law_applies(reason->ask, rule, &reason->spots[i])) {
            return true;
        }
    }
    return false;
}

/* "SE: yes; unknown: maybe", the places that make the rule apply; some of many. */
static const char *who_makes_it(const struct reason *reason, const struct policy_rule *rule)
{
    enum { SHOWN_MAX = 6 };
    const struct policy *policy = reason->ask->policy;
    const char *text = "";
    size_t count = 0;
    for (size_t i = 0; i < reason->nspots; i++) {
        const struct spot *spot = &reason->spots[i];
        if (!law_applies(reason->ask, rule, spot) || ++count > SHOWN_MAX) {
            continue;
        }
        bool yes = match_who(policy, &rule->who, spot) == TRUTH_YES;
        text = arena_printf(reason->arena, "%s%s%s: %s", text, count == 1 ? "" : "; ",
                            phrase_spot(policy, spot, reason->arena), yes ? "yes" : "maybe");
    }
    return count <= SHOWN_MAX
               ? text
               : arena_printf(reason->arena, "%s; and %zu more", text, count - SHOWN_MAX);
}

static bool asks_edition(const struct policy_who *who)
{
    for (size_t i = 0; i < who->any_of.count; i++) {
        if (who->any_of.list[i].kind == TERM_BUILTIN) {
            return true;
        }
    }
    return false;
}

/* "SE is in [eea], edition 2026-01": why a rule applies to the one place. */
static const char *membership(const struct reason *reason, const struct policy_rule *rule)
{
    const struct policy *policy = reason->ask->policy;
    bool yes = match_who(policy, &rule->who, reason->spots) == TRUTH_YES;
    bool dated = asks_edition(&rule->who) && policy->edition != NULL;
    return arena_printf(reason->arena, "%s %s in %s%s%s",
                        phrase_spot(policy, reason->spots, reason->arena), yes ? "is" : "may be",
                        phrase_who(policy, &rule->who, reason->arena), dated ? ", edition " : "",
                        dated ? policy->edition : "");
}

void reason_law(const struct reason *reason)
{
    const struct policy *policy = reason->ask->policy;
    const char *label = "law";
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if (!applies_to_any(reason, rule)) {
            continue;
        }
        const char *why =
            reason->nspots == 1 ? membership(reason, rule) : who_makes_it(reason, rule);
        reason->line(label, arena_printf(reason->arena, "%-42s applies (%s)", rule->name, why),
                     reason->arg);
        label = "";
    }
    if (label[0] != '\0') {
        reason->line(label, "no rule applies", reason->arg);
    }
}

/* The first applying rule that a cluster breaks. */
static const struct policy_rule *excluding_rule(const struct reason *reason, uint32_t cluster)
{
    const struct policy *policy = reason->ask->policy;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if ((law_satisfying(policy, rule) >> cluster & 1) == 0 && applies_to_any(reason, rule)) {
            return rule;
        }
    }
    return NULL;
}

static const char *state_of(const struct reason *reason, uint32_t cluster)
{
    static const char *const states[] = {"up", "drain", "off"};
    const struct policy_lasts *lasts = &reason->ask->policy->names[reason->ask->name].lasts;
    enum policy_state state = reason->ask->policy->clusters[cluster].state;
    for (size_t i = 0; i < lasts->count; i++) {
        if (lasts->list[i].kind == LAST_CLUSTER && lasts->list[i].cluster == cluster) {
            return state == STATE_OFF ? "off" : "last resort";
        }
    }
    return state == STATE_ACTIVE && (reason->down >> cluster & 1) ? "down" : states[state];
}

void reason_clusters(const struct reason *reason)
{
    const struct policy *policy = reason->ask->policy;
    for (uint32_t i = 0; i < policy->nclusters; i++) {
        const struct policy_rule *rule = excluding_rule(reason, i);
        const char *text =
            rule == NULL ? state_of(reason, i) : phrase_exclusion(policy, rule, i, reason->arena);
        reason->line(i == 0 ? "clusters" : "",
                     arena_printf(reason->arena, "%-16s %-10s %s", policy->clusters[i].name,
                                  rule == NULL ? "eligible" : "excluded", text),
                     reason->arg);
    }
}

/* "eu-sovereign, [nl-a, nl-b]": tiers in their order. */
static const char *tiers_text(const struct reason *reason, const struct decision_part *part)
{
    const char *text = part->ntiers == 0 ? "nobody whom the law allows" : "";
    for (size_t i = 0; i < part->ntiers; i++) {
        uint64_t mask = part->tiers[i];
        bool several = (mask & (mask - 1)) != 0;
        text = arena_printf(
            reason->arena, "%s%s%s%s%s", text, i == 0 ? "" : ", ", several ? "[" : "",
            phrase_clusters(reason->ask->policy, mask, reason->arena), several ? "]" : "");
    }
    return text;
}

void reason_taste(const struct reason *reason)
{
    const struct policy *policy = reason->ask->policy;
    const struct policy_route *route = &policy->routes[policy->names[reason->ask->name].route];
    size_t part = 0;
    for (size_t i = 0; i < route->nentries && part < reason->decision->nparts; i++) {
        const struct policy_entry *entry = &route->entries[i];
        if (!law_is_open(&entry->window, reason->ask->time_s) ||
            match_who(policy, &entry->who, reason->spot) != TRUTH_YES) {
            continue;
        }
        const char *share =
            entry->share == 0
                ? ""
                : arena_printf(reason->arena, ", %g%% of the networks", entry->share / 100.0);
        reason->line(part == 0 ? "taste" : "",
                     arena_printf(reason->arena, "routes.%s entry %zu %s%s: %s", route->name, i + 1,
                                  phrase_who(policy, &entry->who, reason->arena), share,
                                  tiers_text(reason, &reason->decision->parts[part])),
                     reason->arg);
        part++;
    }
    if (part == 0) {
        reason->line("taste",
                     reason->decision->refused ? "does not matter: the law leaves no cluster"
                                               : "no entry of the route is for them",
                     reason->arg);
    }
}

/* What one cluster puts into the answer. */
static const char *cluster_answer(const struct reason *reason, uint32_t cluster)
{
    const struct policy *policy = reason->ask->policy;
    const struct policy_cluster *given = &policy->clusters[cluster];
    char text[NAME_TEXT_SIZE];
    const char *out = "";
    if (policy->names[reason->ask->name].answer == ANSWER_CNAME) {
        return arena_printf(reason->arena, "CNAME %s", name_format(given->target.octets, text));
    }
    for (size_t i = 0; i < given->naddresses; i++) {
        const struct addr *addr = &given->addresses[i];
        out = arena_printf(reason->arena, "%s%s%s %s", out, i == 0 ? "" : ", ",
                           addr->family == FAMILY_IPV4 ? "A" : "AAAA", addr_format(addr, text));
    }
    return out;
}

const char *reason_answer(const struct reason *reason)
{
    const struct policy *policy = reason->ask->policy;
    struct outcome_state state = outcome_start(policy, reason->down);
    struct outcome outcome = outcome_of(reason->decision, &state);
    const char *text = "";
    for (uint32_t i = 0; i < policy->nclusters; i++) {
        if (outcome.clusters >> i & 1) {
            text = arena_printf(reason->arena, "%s%s%s", text, text[0] == '\0' ? "" : " or ",
                                cluster_answer(reason, i));
        }
    }
    const char *failures[] = {outcome.servfail ? "SERVFAIL" : "", outcome.refused ? "REFUSED" : "",
                              outcome.nodata ? "NODATA" : ""};
    for (int i = 0; i < 3; i++) {
        if (failures[i][0] != '\0') {
            text = arena_printf(reason->arena, "%s%s%s", text, text[0] == '\0' ? "" : " or ",
                                failures[i]);
        }
    }
    return text;
}
