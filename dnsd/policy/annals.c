/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/annals.h"

#include "base/hash.h"
#include "image/account.h"
#include "image/map_build.h"
#include "image/rulebook.h"
#include "policy/law.h"
#include "policy/match.h"
#include "policy/overlay.h"
#include "policy/phrase.h"

#include <string.h>

enum {
    CHUNK = 256 * 1024,
    BUCKETS = 8192,
    COUNTRIES = 26 * 26,
    SAID_KEY = 3 + 3 + PLACE_SUBDIVISIONS_SIZE /* octets of struct said before `next` */
};

/* What the country database says of a network. */
struct said {
    char country[3];
    char registered[3]; /* of its holder, where that is another country */
    char subdivisions[PLACE_SUBDIVISIONS_SIZE];
    uint32_t next; /* in its bucket: number + 1; 0 = the last */
};

struct annals {
    struct build *build;
    const struct policy *policy;
    const struct atlas_data *data;
    struct errs *errs;
    struct arena *arena;
    struct image_account account;
    bool has_database;
    bool split[COUNTRIES]; /* its subdivisions are told apart */
    struct said *said;
    size_t nsaid;
    size_t said_room;
    uint32_t *buckets;
    uint8_t *truths; /* of one spot: by rule, then by entry */
    size_t ntruths;
};

struct annals *annals_new(struct build *build, const struct policy *policy,
                          const struct atlas_data *data, struct errs *errs)
{
    struct arena *arena = arena_new(CHUNK);
    struct annals *annals = arena_alloc(arena, sizeof(*annals));
    *annals = (struct annals){
        .build = build, .policy = policy, .data = data, .errs = errs, .arena = arena};
    annals->account.intervals.first = (uint32_t)build_count(build, SECTION_ACCOUNT_TIME);
    annals->buckets = arena_alloc(arena, BUCKETS * sizeof(*annals->buckets));
    annals->ntruths = policy->nrules;
    for (size_t r = 0; r < policy->nroutes; r++) {
        annals->ntruths += policy->routes[r].nentries;
    }
    annals->truths = arena_alloc(arena, annals->ntruths + 1);
    return annals;
}

void annals_free(struct annals *annals)
{
    if (annals != NULL) {
        arena_free(annals->arena);
    }
}

static uint32_t add_text(struct annals *annals, const char *text)
{
    struct blob_ref ref = build_text(annals->build, text);
    return build_add(annals->build, SECTION_ACCOUNT_TEXT, &ref, 1);
}

static struct range_ref begin_texts(const struct annals *annals)
{
    return (struct range_ref){.first = (uint32_t)build_count(annals->build, SECTION_ACCOUNT_TEXT)};
}

static size_t country_index(const char *country)
{
    return (size_t)(country[0] - 'A') * 26 + (size_t)(country[1] - 'A');
}

static uint32_t classify(const struct place *place, void *arg)
{
    struct annals *annals = arg;
    struct said said = {.next = 0};
    memcpy(said.country, place->country, sizeof(said.country));
    if (strcmp(place->registered, place->country) != 0) {
        memcpy(said.registered, place->registered, sizeof(said.registered));
    }
    if (place->country[0] != '\0' && annals->split[country_index(place->country)]) {
        memcpy(said.subdivisions, place->subdivisions, sizeof(said.subdivisions));
    }
    uint32_t *bucket = &annals->buckets[hash_octets(0, &said, SAID_KEY) % BUCKETS];
    for (uint32_t at = *bucket; at != 0; at = annals->said[at - 1].next) {
        const struct said *known = &annals->said[at - 1];
        if (strcmp(known->country, said.country) == 0 &&
            strcmp(known->registered, said.registered) == 0 &&
            strcmp(known->subdivisions, said.subdivisions) == 0) {
            return at - 1;
        }
    }
    said.next = *bucket;
    annals->said = arena_grow(annals->arena, annals->said, annals->nsaid, &annals->said_room,
                              sizeof(*annals->said));
    annals->said[annals->nsaid++] = said;
    *bucket = (uint32_t)annals->nsaid;
    return *bucket - 1;
}

/* What the database says of every address, whatever the policy corrects. */
static bool add_database(struct annals *annals, const struct atlas *atlas)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    for (size_t i = 0; i < atlas->nspots; i++) {
        const struct spot *spot = &atlas->spots[i];
        if (spot->country[0] != '\0' && spot->subdivisions[0] != '\0') {
            annals->split[country_index(spot->country)] = true;
        }
    }
    if (!database_compile(annals->data->country, classify, annals, &v4, &v6, annals->errs)) {
        return false;
    }
    annals->account.database_map = map_build_add(annals->build, &v4, &v6);
    map_build_free(&v4);
    map_build_free(&v6);
    annals->has_database = true;
    return true;
}

static uint32_t correction_value(uint32_t index, uint32_t outer, void *arg)
{
    (void)outer;
    (void)arg;
    return index + 1;
}

/* Which correction holds an address at a time, the narrowest of several. */
static uint32_t add_corrections(struct annals *annals, int64_t time_s)
{
    const struct policy *policy = annals->policy;
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    size_t count = 0;
    struct overlay_net *nets = arena_alloc(annals->arena, (policy->nnetworks + 1) * sizeof(*nets));
    for (size_t i = 0; i < policy->nnetworks; i++) {
        if (law_is_open(&policy->networks[i].window, time_s)) {
            nets[count++] =
                (struct overlay_net){.prefix = policy->networks[i].prefix, .index = (uint32_t)i};
        }
    }
    overlay_flatten(nets, count, FAMILY_IPV4, correction_value, NULL, &v4);
    overlay_flatten(nets, count, FAMILY_IPV6, correction_value, NULL, &v6);
    uint32_t map = map_build_add(annals->build, &v4, &v6);
    map_build_free(&v4);
    map_build_free(&v6);
    return map;
}

static uint8_t truth_of(const struct annals *annals, const struct policy_who *who,
                        const struct policy_window *window, const struct spot *spot, int64_t time_s)
{
    static const uint8_t truths[] = {
        [TRUTH_NO] = ACCOUNT_NO, [TRUTH_MAYBE] = ACCOUNT_MAYBE, [TRUTH_YES] = ACCOUNT_YES};
    return law_is_open(window, time_s) ? truths[match_who(annals->policy, who, spot)] : ACCOUNT_NO;
}

/* Whether spots stand for places in other own networks as well. */
static bool has_many_nets(const struct annals *annals)
{
    return annals->policy->nprefixes > OWNNETS_TOLD;
}

static const char *spot_text(struct annals *annals, const struct spot *spot)
{
    struct spot bare = *spot;
    if (!has_many_nets(annals) || spot->nnets == 0) {
        return phrase_spot(annals->policy, spot, annals->arena);
    }
    bare.nnets = 0;
    return arena_printf(annals->arena, "%s in own networks",
                        phrase_spot(annals->policy, &bare, annals->arena));
}

/* The own networks around each address, in words. */
static void add_owns(struct annals *annals, const struct ownnets *own,
                     struct image_account_interval *row)
{
    row->own_map = REF_NONE;
    if (!has_many_nets(annals)) {
        return;
    }
    row->own_map = map_build_add(annals->build, &own->v4, &own->v6);
    row->owns = begin_texts(annals);
    row->owns.count = (uint32_t)own->nsets + 1;
    add_text(annals, "");
    for (size_t i = 0; i < own->nsets; i++) {
        const char *text = "";
        char net[PREFIX_TEXT_SIZE];
        for (size_t n = 0; n < own->sets[i].nnets; n++) {
            text =
                arena_printf(annals->arena, "%s%s%s", text, n == 0 ? "" : " and ",
                             prefix_format(&annals->policy->prefixes[own->sets[i].nets[n]], net));
        }
        add_text(annals, text);
    }
}

/* Write a place down, with its text or without. */
static uint32_t add_spot(struct annals *annals, const struct spot *spot, bool with_text,
                         int64_t time_s)
{
    const struct policy *policy = annals->policy;
    size_t count = 0;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        annals->truths[count++] = truth_of(annals, &rule->who, &rule->window, spot, time_s);
    }
    for (size_t r = 0; r < policy->nroutes; r++) {
        for (size_t i = 0; i < policy->routes[r].nentries; i++) {
            const struct policy_entry *entry = &policy->routes[r].entries[i];
            annals->truths[count++] = truth_of(annals, &entry->who, &entry->window, spot, time_s);
        }
    }
    struct image_account_spot row = {.truths = build_blob(annals->build, annals->truths, count),
                                     .known = spot->country[0] != '\0'};
    if (with_text) {
        row.text = build_text(annals->build, spot_text(annals, spot));
    }
    return build_add(annals->build, SECTION_ACCOUNT_SPOT, &row, 1);
}

bool annals_interval(struct annals *annals, const struct atlas *atlas,
                     const struct summaries *summaries, int64_t time_s)
{
    static const struct spot nothing = {.asn = 0};
    if (annals == NULL) {
        return true;
    }
    if (atlas->nspots > ACCOUNT_SPOTS_MAX) {
        return err_add(annals->errs, annals->policy->data_at,
                       "the policy tells %zu kinds of places apart, too many to explain; name "
                       "fewer networks, or do without explain",
                       atlas->nspots);
    }
    if (!annals->has_database && !add_database(annals, atlas)) {
        return false;
    }
    struct image_account_interval row = {.spot_map =
                                             map_build_add(annals->build, &atlas->v4, &atlas->v6),
                                         .correction_map = add_corrections(annals, time_s),
                                         .unknown = add_spot(annals, &nothing, true, time_s),
                                         .spots = {.count = (uint32_t)atlas->nspots},
                                         .mixed = {.count = (uint32_t)summaries->count}};
    add_owns(annals, &atlas->own, &row);
    row.spots.first = (uint32_t)build_count(annals->build, SECTION_ACCOUNT_SPOT);
    for (size_t i = 0; i < atlas->nspots; i++) {
        add_spot(annals, &atlas->spots[i], true, time_s);
    }
    row.mixed.first = (uint32_t)build_count(annals->build, SECTION_ACCOUNT_SPOT);
    for (size_t i = 0; i < summaries->count; i++) {
        add_spot(annals, &summaries->list[i].spot, false, time_s);
    }
    build_add(annals->build, SECTION_ACCOUNT_TIME, &row, 1);
    annals->account.intervals.count++;
    return true;
}

/* What the database says, in words; the two lists go together. */
static void add_countries(struct annals *annals)
{
    struct image_account *account = &annals->account;
    account->countries = begin_texts(annals);
    account->countries.count = (uint32_t)annals->nsaid;
    for (size_t i = 0; i < annals->nsaid; i++) {
        const struct said *said = &annals->said[i];
        add_text(annals,
                 said->subdivisions[0] == '\0'
                     ? said->country
                     : arena_printf(annals->arena, "%s-%s", said->country, said->subdivisions));
    }
    account->registered = begin_texts(annals);
    account->registered.count = (uint32_t)annals->nsaid;
    for (size_t i = 0; i < annals->nsaid; i++) {
        add_text(annals, annals->said[i].registered);
    }
}

static void add_correction_texts(struct annals *annals)
{
    const struct policy *policy = annals->policy;
    char text[PREFIX_TEXT_SIZE];
    annals->account.corrections = begin_texts(annals);
    annals->account.corrections.count = (uint32_t)policy->nnetworks;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_network *network = &policy->networks[i];
        add_text(annals,
                 arena_printf(annals->arena, "%s%s%s", prefix_format(&network->prefix, text),
                              network->ticket == NULL ? "" : ", ",
                              network->ticket == NULL ? "" : network->ticket));
    }
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

/* Which names a rule is about, an octet each. */
static struct blob_ref covered_names(struct annals *annals, const struct policy_rule *rule)
{
    size_t nnames = annals->policy->nnames;
    uint8_t *covered = arena_alloc(annals->arena, nnames + 1);
    memset(covered, rule->nnames == 0, nnames);
    for (size_t i = 0; i < rule->nnames; i++) {
        covered[rule->names[i]] = 1;
    }
    return build_blob(annals->build, covered, nnames);
}

/* Why each cluster breaks a rule. */
static struct range_ref add_reasons(struct annals *annals, const struct policy_rule *rule)
{
    const struct policy *policy = annals->policy;
    uint64_t satisfying = law_satisfying(policy, rule);
    struct range_ref reasons = begin_texts(annals);
    reasons.count = (uint32_t)policy->nclusters;
    for (uint32_t c = 0; c < policy->nclusters; c++) {
        add_text(annals,
                 (satisfying >> c & 1) ? "" : phrase_exclusion(policy, rule, c, annals->arena));
    }
    return reasons;
}

static void add_rules(struct annals *annals)
{
    const struct policy *policy = annals->policy;
    annals->account.rules.first = (uint32_t)build_count(annals->build, SECTION_ACCOUNT_RULE);
    annals->account.rules.count = (uint32_t)policy->nrules;
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        bool dated = asks_edition(&rule->who) && policy->edition != NULL;
        const char *who =
            arena_printf(annals->arena, "%s%s%s", phrase_who(policy, &rule->who, annals->arena),
                         dated ? ", edition " : "", dated ? policy->edition : "");
        struct image_account_rule row = {.name = build_text(annals->build, rule->name),
                                         .who = build_text(annals->build, who),
                                         .names = covered_names(annals, rule),
                                         .reasons = add_reasons(annals, rule)};
        build_add(annals->build, SECTION_ACCOUNT_RULE, &row, 1);
    }
}

static void add_entries(struct annals *annals)
{
    const struct policy *policy = annals->policy;
    annals->account.entries = begin_texts(annals);
    annals->account.entries.count = (uint32_t)(annals->ntruths - policy->nrules);
    for (size_t r = 0; r < policy->nroutes; r++) {
        const struct policy_route *route = &policy->routes[r];
        for (size_t i = 0; i < route->nentries; i++) {
            const char *who = phrase_who(policy, &route->entries[i].who, annals->arena);
            add_text(annals, arena_printf(annals->arena, "routes.%s entry %zu %s", route->name,
                                          i + 1, who));
        }
    }
}

/* What one cluster puts into an answer. */
static const char *answer_text(struct annals *annals, const struct policy_cluster *cluster,
                               enum policy_answer answer)
{
    char text[NAME_TEXT_SIZE];
    const char *out = "";
    if (answer == ANSWER_CNAME) {
        return cluster->target.len == 0 ? "no target"
                                        : arena_printf(annals->arena, "CNAME %s",
                                                       name_format(cluster->target.octets, text));
    }
    for (size_t i = 0; i < cluster->naddresses; i++) {
        const struct addr *addr = &cluster->addresses[i];
        out = arena_printf(annals->arena, "%s%s%s %s", out, i == 0 ? "" : ", ",
                           addr->family == FAMILY_IPV4 ? "A" : "AAAA", addr_format(addr, text));
    }
    return cluster->naddresses == 0 ? "no address" : out;
}

static struct range_ref add_answers(struct annals *annals, enum policy_answer answer)
{
    struct range_ref texts = begin_texts(annals);
    texts.count = (uint32_t)annals->policy->nclusters;
    for (size_t c = 0; c < annals->policy->nclusters; c++) {
        add_text(annals, answer_text(annals, &annals->policy->clusters[c], answer));
    }
    return texts;
}

static void add_bindings(struct annals *annals)
{
    const struct policy *policy = annals->policy;
    struct range_ref answers[] = {[ANSWER_CNAME] = add_answers(annals, ANSWER_CNAME),
                                  [ANSWER_ADDRESS] = add_answers(annals, ANSWER_ADDRESS)};
    annals->account.bindings.first = (uint32_t)build_count(annals->build, SECTION_ACCOUNT_BINDING);
    annals->account.bindings.count = (uint32_t)policy->nnames;
    for (size_t n = 0; n < policy->nnames; n++) {
        const struct policy_name *name = &policy->names[n];
        struct image_account_binding row = {
            .entries = {.count = (uint32_t)policy->routes[name->route].nentries},
            .answers = answers[name->answer]};
        for (size_t r = 0; r < name->route; r++) {
            row.entries.first += (uint32_t)policy->routes[r].nentries;
        }
        for (size_t i = 0; i < name->lasts.count; i++) {
            const struct policy_last *last = &name->lasts.list[i];
            row.lasts |= last->kind == LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
        }
        build_add(annals->build, SECTION_ACCOUNT_BINDING, &row, 1);
    }
}

uint32_t annals_end(struct annals *annals, uint32_t policy, struct range_ref allowed)
{
    struct image_account *account = &annals->account;
    uint64_t nbindings = build_count(annals->build, SECTION_POLICY_BINDING);
    account->policy = policy;
    account->flags = annals->policy->unknown_unprotected ? ACCOUNT_UNPROTECTED : 0;
    account->first_binding = (uint32_t)(nbindings - annals->policy->nnames);
    account->allowed = allowed;
    add_countries(annals);
    add_correction_texts(annals);
    add_rules(annals);
    add_entries(annals);
    add_bindings(annals);
    return build_add(annals->build, SECTION_ACCOUNT, account, 1);
}
