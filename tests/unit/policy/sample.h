/* SPDX-License-Identifier: Apache-2.0 */
/* The reference example of the policy language, as a reader would give it, for tests. */
#ifndef DNSD_TESTS_POLICY_SAMPLE_H
#define DNSD_TESTS_POLICY_SAMPLE_H

#include "base/attr.h"
#include "policy/builtin.h"
#include "policy/law.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLE_SYSSEDER, SAMPLE_POLDER, SAMPLE_RHEIN, SAMPLE_AMER, SAMPLE_EMEA };

enum { SAMPLE_NL, SAMPLE_EU, SAMPLE_US, SAMPLE_AMS, SAMPLE_SORRY, SAMPLE_CLUSTERS };

enum { SAMPLE_BENELUX, SAMPLE_GOV_NL };

enum {
    BIT_NL = 1 << SAMPLE_NL,
    BIT_EU = 1 << SAMPLE_EU,
    BIT_US = 1 << SAMPLE_US,
    BIT_AMS = 1 << SAMPLE_AMS,
    BIT_SORRY = 1 << SAMPLE_SORRY,
    BIT_ALL = (1 << SAMPLE_CLUSTERS) - 1
};

static const struct policy_window sample_always = {INT64_MIN, INT64_MAX};

static const struct policy_term sample_terms_benelux[] = {{.kind = TERM_COUNTRY, .code = "BE"},
                                                          {.kind = TERM_COUNTRY, .code = "NL"},
                                                          {.kind = TERM_COUNTRY, .code = "LU"}};
static const struct policy_term sample_terms_gov[] = {{.kind = TERM_NETWORK, .number = 0},
                                                      {.kind = TERM_NETWORK, .number = 1}};
static const struct policy_term sample_in_benelux = {.kind = TERM_GROUP, .number = SAMPLE_BENELUX};
static const struct policy_term sample_in_gov = {.kind = TERM_GROUP, .number = SAMPLE_GOV_NL};
static const struct policy_term sample_is_nl = {.kind = TERM_COUNTRY, .code = "NL"};
static const struct policy_term sample_unknown = {.kind = TERM_UNKNOWN};
static const struct policy_term sample_any = {.kind = TERM_ANY};

static const uint32_t sample_by_sysseder[] = {SAMPLE_SYSSEDER, SAMPLE_POLDER};
static const uint32_t sample_by_rhein[] = {SAMPLE_SYSSEDER, SAMPLE_RHEIN};
static const uint32_t sample_by_amer[] = {SAMPLE_AMER};
static const uint32_t sample_by_emea[] = {SAMPLE_EMEA};

static const struct policy_tier sample_tier_nl = {.clusters = BIT_NL};
static const struct policy_tier sample_tiers_benelux[] = {{.clusters = BIT_NL},
                                                          {.clusters = BIT_EU}};
static const struct policy_tier sample_tiers_eea[] = {{.clusters = BIT_EU}, {.clusters = BIT_NL}};
static const struct policy_tier sample_tiers_any[] = {
    {.clusters = BIT_US}, {.clusters = BIT_AMS}, {.clusters = BIT_EU}};

static const struct policy_last sample_lasts[] = {{.kind = LAST_CLUSTER, .cluster = SAMPLE_SORRY},
                                                  {.kind = LAST_SERVFAIL}};

struct sample {
    struct policy policy;
    struct policy_term eea;
    struct policy_operator operators[5];
    struct policy_cluster clusters[SAMPLE_CLUSTERS];
    struct policy_group groups[2];
    struct policy_network networks[1];
    struct prefix prefixes[2];
    struct policy_rule rules[2];
    struct policy_entry entries[5];
    struct policy_route route;
    struct policy_name names[1];
};

static inline struct policy_terms sample_list(const struct policy_term *terms, size_t count)
{
    return (struct policy_terms){.list = terms, .count = count};
}

/* A set of people of one term. */
static inline struct policy_who sample_who(const struct policy_term *term)
{
    return (struct policy_who){.has_any_of = true, .any_of = sample_list(term, 1)};
}

static inline void sample_facts(struct sample *s)
{
    static const char seats[][3] = {"NL", "NL", "DE", "US", "IE"};
    for (size_t i = 0; i < ARRAY_LEN(s->operators); i++) {
        s->operators[i] = (struct policy_operator){.parent = POLICY_NONE};
        memcpy(s->operators[i].country, seats[i], 3);
    }
    s->operators[SAMPLE_EMEA].parent = SAMPLE_AMER;
    s->clusters[SAMPLE_NL] = (struct policy_cluster){
        .name = "nl", .location = "NL", .operators = sample_by_sysseder, .noperators = 2};
    s->clusters[SAMPLE_EU] = (struct policy_cluster){
        .name = "eu", .location = "DE", .operators = sample_by_rhein, .noperators = 2};
    s->clusters[SAMPLE_US] = (struct policy_cluster){
        .name = "us", .location = "US", .operators = sample_by_amer, .noperators = 1};
    s->clusters[SAMPLE_AMS] = (struct policy_cluster){.name = "ams",
                                                      .location = "NL",
                                                      .operators = sample_by_emea,
                                                      .noperators = 1,
                                                      .state = STATE_DRAIN};
    s->clusters[SAMPLE_SORRY] = (struct policy_cluster){
        .name = "sorry", .location = "NL", .operators = sample_by_sysseder, .noperators = 1};
    s->groups[SAMPLE_BENELUX].who =
        (struct policy_who){.has_any_of = true, .any_of = sample_list(sample_terms_benelux, 3)};
    s->groups[SAMPLE_GOV_NL].who =
        (struct policy_who){.has_any_of = true, .any_of = sample_list(sample_terms_gov, 2)};
    prefix_parse("198.51.100.0/24", &s->prefixes[0], NULL);
    prefix_parse("2001:db8:60::/44", &s->prefixes[1], NULL);
    s->networks[0] = (struct policy_network){.country = "NL", .window = sample_always};
    prefix_parse("203.0.113.0/24", &s->networks[0].prefix, NULL);
}

static inline void sample_law(struct sample *s)
{
    s->rules[0] =
        (struct policy_rule){.name = "eea-data-in-eea-hands",
                             .who = sample_who(&s->eea),
                             .located_in = {.present = true, .terms = sample_list(&s->eea, 1)},
                             .controlled_from = {.present = true, .terms = sample_list(&s->eea, 1)},
                             .window = sample_always};
    s->rules[1] = (struct policy_rule){
        .name = "dutch-government-on-dutch-soil",
        .who = sample_who(&sample_in_gov),
        .located_in = {.present = true, .terms = sample_list(&sample_is_nl, 1)},
        .controlled_from = {.present = true, .terms = sample_list(&sample_is_nl, 1)},
        .window = sample_always};
}

static inline struct policy_entry sample_entry(const struct policy_term *who,
                                               const struct policy_tier *tiers, size_t ntiers)
{
    return (struct policy_entry){
        .who = sample_who(who), .tiers = tiers, .ntiers = ntiers, .window = sample_always};
}

static inline void sample_taste(struct sample *s)
{
    s->entries[0] = sample_entry(&sample_in_gov, &sample_tier_nl, 1);
    s->entries[1] = sample_entry(&sample_in_benelux, sample_tiers_benelux, 2);
    s->entries[2] = sample_entry(&s->eea, sample_tiers_eea, 2);
    s->entries[3] = sample_entry(&sample_unknown, sample_tiers_benelux, 2);
    s->entries[4] = sample_entry(&sample_any, sample_tiers_any, 3);
    s->route = (struct policy_route){.name = "web", .entries = s->entries, .nentries = 5};
    s->names[0] = (struct policy_name){.route = 0, .ttl_s = 60, .lasts = {sample_lasts, 2}};
}

/* Make it; it points into itself. */
static inline void sample_make(struct sample *s)
{
    *s = (struct sample){.eea = {.kind = TERM_BUILTIN, .number = builtin_find("eea")}};
    sample_facts(s);
    sample_law(s);
    sample_taste(s);
    s->policy = (struct policy){.operators = s->operators,
                                .noperators = ARRAY_LEN(s->operators),
                                .clusters = s->clusters,
                                .nclusters = ARRAY_LEN(s->clusters),
                                .groups = s->groups,
                                .ngroups = ARRAY_LEN(s->groups),
                                .networks = s->networks,
                                .nnetworks = ARRAY_LEN(s->networks),
                                .prefixes = s->prefixes,
                                .nprefixes = ARRAY_LEN(s->prefixes),
                                .rules = s->rules,
                                .nrules = ARRAY_LEN(s->rules),
                                .routes = &s->route,
                                .nroutes = 1,
                                .names = s->names,
                                .nnames = 1};
}

static inline struct law_case sample_ask(const struct sample *s)
{
    return (struct law_case){.policy = &s->policy, .name = 0, .time_s = 0};
}

/* A place of which only the country is known; "" = unknown. */
static inline struct spot sample_spot(const char *country)
{
    struct spot spot = {.asn = 0};
    memcpy(spot.country, country, strlen(country) + 1);
    return spot;
}

/* The path of a file of the source tree; the caller frees it. */
static inline char *sample_path(const char *name)
{
    const char *root = getenv("SOURCE_ROOT");
    root = root == NULL ? "." : root;
    size_t size = strlen(root) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL) {
        memcpy(path, root, strlen(root) + 1);
        strcat(strcat(path, "/"), name);
    }
    return path;
}

#endif
