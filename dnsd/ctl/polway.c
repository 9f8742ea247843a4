/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polway.h"

#include "policy/phrase.h"
#include "step/choose.h"

#include <string.h>

/* Who asks, and for which cluster. */
struct seeking {
    const struct polpeople *people;
    const struct law_case *law;
    const struct spot *spot;
    const struct image_policy_decision *decision;
    uint32_t cluster;
    struct arena *arena;
};

/* The rules that exclude the cluster, each with its reason; NULL when none does. */
static const char *forbidden_by(const struct seeking *s)
{
    const struct policy *policy = s->people->loaded.policy;
    const char *text = NULL;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if (law_applies(s->law, rule, s->spot) &&
            (law_satisfying(policy, rule) >> s->cluster & 1) == 0) {
            text = arena_printf(s->arena, "%s%s%s: %s", text == NULL ? "" : text,
                                text == NULL ? "" : "; ", rule->name,
                                phrase_exclusion(policy, rule, s->cluster, s->arena));
        }
    }
    return text;
}

static bool is_last_resort(const struct seeking *s)
{
    const struct image_policy_last *lasts =
        (const struct image_policy_last *)s->people->image.image.at[SECTION_POLICY_LAST] +
        s->decision->lasts.first;
    for (uint32_t i = 0; i < s->decision->lasts.count; i++) {
        if (lasts[i].kind == POLICY_LAST_CLUSTER && lasts[i].cluster == s->cluster) {
            return true;
        }
    }
    return false;
}

/* Why it is never given. */
static struct polway never(const struct seeking *s)
{
    struct polway way = {.kind = WAY_NOWHERE, .why = forbidden_by(s)};
    if (way.why != NULL) {
        way.kind = WAY_LAW;
    } else if (s->people->image.policy->off >> s->cluster & 1) {
        way.kind = WAY_OFF;
    } else if (s->decision != NULL && is_last_resort(s)) {
        way.kind = WAY_BEHIND;
    }
    return way;
}

/* Let down what is given until the cluster is. */
static struct polway seek(const struct seeking *s, uint32_t part)
{
    const uint64_t bit = UINT64_C(1) << s->cluster;
    struct policy_states states = polpeople_states(s->people, 0);
    uint64_t down = 0;
    while (true) {
        struct choice_set set = choose_given(&s->people->image.image, s->people->image.policy,
                                             s->decision, part, &states);
        if (set.clusters & bit) {
            enum polway_kind kind = set.is_named  ? WAY_LAST
                                    : set.is_last ? WAY_TRY_ANYWAY
                                    : down == 0   ? WAY_FIRST
                                                  : WAY_DOWN;
            return (struct polway){.kind = kind, .down = down, .with = set.clusters & ~bit};
        }
        if (set.clusters == 0 || set.is_last) {
            return never(s);
        }
        down |= set.clusters;
        states.up &= ~set.clusters;
    }
}

struct polways polway_find(const struct polpeople *people, const struct law_case *law,
                           const struct spot *spot, const struct image_policy_decision *decision,
                           uint32_t cluster, struct arena *arena)
{
    const struct seeking s = {.people = people,
                              .law = law,
                              .spot = spot,
                              .decision = decision,
                              .cluster = cluster,
                              .arena = arena};
    const struct image_policy_part *parts = people->image.image.at[SECTION_POLICY_PART];
    uint32_t nparts = decision == NULL ? 0 : decision->parts.count;
    struct polways ways = {.list = arena_alloc(arena, (nparts + 1) * sizeof(*ways.list))};
    for (uint32_t i = 0; i < nparts; i++) {
        ways.list[i] = seek(&s, i);
        ways.list[i].share = parts[decision->parts.first + i].share;
    }
    if (nparts == 0) {
        ways.list[0] = decision == NULL ? never(&s) : seek(&s, 0);
    }
    ways.count = nparts == 0 ? 1 : nparts;
    return ways;
}

/* "nl-one is down", "nl-one and eu-one are down". */
static const char *down_text(const struct policy *policy, uint64_t down, struct arena *arena)
{
    const char *text = "";
    uint64_t rest = down;
    for (uint32_t i = 0; rest != 0; i++) {
        if (rest >> i & 1) {
            rest &= ~(UINT64_C(1) << i);
            text = arena_printf(arena, "%s%s%s", text,
                                text[0] == '\0' ? ""
                                : rest == 0     ? " and "
                                                : ", ",
                                policy->clusters[i].name);
        }
    }
    return arena_printf(arena, "%s %s down", text, (down & (down - 1)) == 0 ? "is" : "are");
}

static const char *way_text(const struct polpeople *people, const struct polway *way,
                            struct arena *arena)
{
    const struct policy *policy = people->loaded.policy;
    const char *down = way->down == 0 ? "" : down_text(policy, way->down, arena);
    const char *when = way->down == 0 ? "" : " when ";
    const char *with = way->with == 0 ? ""
                                      : arena_printf(arena, ", with %s",
                                                     phrase_clusters(policy, way->with, arena));
    switch (way->kind) {
    case WAY_FIRST:
        return arena_printf(arena, "first choice%s", with);
    case WAY_DOWN:
        return arena_printf(arena, "when %s%s", down, with);
    case WAY_LAST:
        return arena_printf(arena, "last resort%s%s",
                            way->down == 0 ? ", already with all up" : when, down);
    case WAY_TRY_ANYWAY:
        return arena_printf(arena, "try-anyway%s%s%s", when, down, with);
    case WAY_LAW:
        return arena_printf(arena, "never: %s", way->why);
    case WAY_OFF:
        return "never: off";
    case WAY_BEHIND:
        return "never: behind a last resort that always answers";
    case WAY_NOWHERE:
    default:
        return "never: in no tier and no last resort of theirs";
    }
}

const char *polway_share(uint32_t share, struct arena *arena)
{
    int decimals = share % 100 == 0 ? 0 : share % 10 == 0 ? 1 : 2;
    return arena_printf(arena, "%.*f%%", decimals, share / 100.0);
}

const char *polway_text(const struct polpeople *people, const struct polways *ways,
                        struct arena *arena)
{
    const char *first = way_text(people, &ways->list[0], arena);
    const char *text = "";
    bool alike = true;
    for (size_t i = 0; i < ways->count; i++) {
        const struct polway *way = &ways->list[i];
        const char *one = way_text(people, way, arena);
        alike = alike && strcmp(one, first) == 0;
        text = arena_printf(arena, "%s%s%s%s%s", text, i == 0 ? "" : "; ",
                            way->share != 0 ? polway_share(way->share, arena) : "else",
                            way->share != 0 ? ": " : " ", one);
    }
    return alike ? first : text;
}

static json_t *json_of_mask(const struct policy *policy, uint64_t mask)
{
    json_t *list = json_array();
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (mask >> i & 1) {
            json_array_append_new(list, json_string(policy->clusters[i].name));
        }
    }
    return list;
}

json_t *polway_json(const struct polpeople *people, const struct polways *ways)
{
    static const char *const kinds[] = {"first choice",  "others down",   "last resort",
                                        "try-anyway",    "never: law",    "never: off",
                                        "never: behind", "never: nowhere"};
    const struct policy *policy = people->loaded.policy;
    json_t *list = json_array();
    for (size_t i = 0; i < ways->count; i++) {
        const struct polway *way = &ways->list[i];
        json_t *share = way->share == 0 ? json_null() : json_real(way->share / 100.0);
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o, s:s*}", "way", kinds[way->kind],
                                              "share_percent", share, "down",
                                              json_of_mask(policy, way->down), "with",
                                              json_of_mask(policy, way->with), "why", way->why));
    }
    return list;
}
