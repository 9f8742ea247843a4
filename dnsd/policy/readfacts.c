/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readfacts.h"

#include "base/text.h"
#include "policy/builtin.h"
#include "policy/readcluster.h"
#include "policy/readtaste.h"
#include "policy/term.h"

#include <string.h>

enum { TTL_MAX_S = 86400, DAY_MS = 86400000, AGE_MAX_DAYS = 3650 };

static void read_country(struct read *r, const struct yaml *value, void *out)
{
    struct policy_operator *party = out;
    term_country(r, value, party->country);
}

static void read_parent(struct read *r, const struct yaml *value, void *out)
{
    struct policy_operator *party = out;
    read_reference(r, value, READ_OPERATORS, &party->parent);
}

static void read_also(struct read *r, const struct yaml *value, void *out)
{
    struct policy_operator *party = out;
    if (!read_is_list(r, value, "also-subject-to")) {
        return;
    }
    char(*also)[3] = arena_alloc(r->arena, value->count * sizeof(*also));
    for (size_t i = 0; i < value->count; i++) {
        party->nalso += term_country(r, value->items[i], also[party->nalso]);
    }
    party->also = (const char(*)[3])also;
}

/* 64510 or AS64510. */
static bool read_as_number(struct read *r, const struct yaml *value, uint32_t *out)
{
    const char *text = read_word(r, value, "an AS number");
    if (text == NULL) {
        return false;
    }
    if (!text_u32(strncmp(text, "AS", 2) == 0 ? text + 2 : text, out) || *out == 0) {
        return read_fault(r, "S1", value,
                          "'%.60s' is no AS number; write a whole number from 1 to 4294967295",
                          text);
    }
    return true;
}

static void read_asns(struct read *r, const struct yaml *value, void *out)
{
    struct policy_operator *party = out;
    if (!read_is_list(r, value, "asn")) {
        return;
    }
    uint32_t *asns = arena_alloc(r->arena, value->count * sizeof(*asns));
    for (size_t i = 0; i < value->count; i++) {
        party->nasns += read_as_number(r, value->items[i], &asns[party->nasns]);
    }
    party->asns = asns;
}

void readfacts_operator(struct read *r, const struct yaml_pair *pair, size_t i)
{
    static const struct read_spec specs[] = {
        {"country", read_country, true},
        {"parent", read_parent, false},
        {"also-subject-to", read_also, false},
        {"asn", read_asns, false},
    };
    struct policy_operator *party = &r->policy->operators[i];
    party->name = arena_text(r->arena, pair->key->text, strlen(pair->key->text));
    party->at = pair->key->at;
    party->parent = POLICY_NONE;
    read_is_name(r, pair->key, "an operator");
    read_map(r, pair->value, "an operator", pair->key, specs, ARRAY_LEN(specs), party);
}

static bool has_shape_of_group(const char *name)
{
    static const char taken[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t len = strlen(name);
    return len >= 3 && len <= 63 && name[0] >= 'a' && name[0] <= 'z' && strspn(name, taken) == len;
}

void readfacts_group(struct read *r, const struct yaml_pair *pair, size_t i)
{
    const struct yaml *key = pair->key;
    struct policy_group *group = &r->policy->groups[i];
    group->name = arena_text(r->arena, key->text, strlen(key->text));
    if (term_is_taken(key->text)) {
        read_fault(r, "S1", key, "'%.60s' is a word of the language; write another name",
                   key->text);
    } else if (!has_shape_of_group(key->text)) {
        read_fault(r, "S1", key,
                   "'%.80s' cannot name a group; write small letters, digits and '-', at least "
                   "three, a letter first",
                   key->text);
    }
    term_who(r, pair->value, "a group", &group->who);
    group->who.at = key->at;
}

static void read_place(struct read *r, const struct yaml *value, void *out)
{
    struct policy_network *network = out;
    if (value->kind != YAML_SCALAR || strcmp(value->text, "unknown") != 0) {
        term_country(r, value, network->country);
    }
}

static void read_network_why(struct read *r, const struct yaml *value, void *out)
{
    struct policy_network *network = out;
    network->why = read_kept(r, value, "why");
}

static void read_ticket(struct read *r, const struct yaml *value, void *out)
{
    struct policy_network *network = out;
    network->ticket = read_kept(r, value, "ticket");
}

static void read_network_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_network *network = out;
    read_moment(r, value, &network->window.from_s);
}

static void read_network_until(struct read *r, const struct yaml *value, void *out)
{
    struct policy_network *network = out;
    read_moment(r, value, &network->window.until_s);
}

void readfacts_network(struct read *r, const struct yaml_pair *pair, size_t i)
{
    static const struct read_spec specs[] = {
        {"country", read_place, true},        {"why", read_network_why, false},
        {"ticket", read_ticket, false},       {"from", read_network_from, false},
        {"until", read_network_until, false},
    };
    char text[PREFIX_TEXT_SIZE];
    struct policy_network *network = &r->policy->networks[i];
    network->at = pair->key->at;
    network->window = (struct policy_window){.from_s = INT64_MIN, .until_s = INT64_MAX};
    read_map(r, pair->value, "a network", pair->key, specs, ARRAY_LEN(specs), network);
    read_check_window(r, network->window, pair->key);
    if (!term_prefix(r, pair->key, false, &network->prefix)) {
        return;
    }
    prefix_format(&network->prefix, text);
    const struct yaml *first = dict_find(&r->networks, text);
    if (first != NULL) {
        read_fault(r, "S5", pair->key, "%s stands already at %s:%u; keep one of them", text,
                   first->at.file, first->at.line);
        return;
    }
    dict_put(&r->networks, arena_text(r->scratch, text, strlen(text)),
             (void *)(uintptr_t)pair->key);
}

static void read_country_paths(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    if (value->kind == YAML_SCALAR) {
        policy->country_paths[0] = read_path(r, value, "country");
        policy->ncountry_paths = 1;
        return;
    }
    if (!read_is_list(r, value, "country")) {
        return;
    }
    if (value->count > 2) {
        read_fault(r, "S1", value->items[2],
                   "a third country database; write one file, or one for IPv4 and one for IPv6");
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        policy->country_paths[i] = read_path(r, value->items[i], "country");
    }
    policy->ncountry_paths = value->count;
}

static void read_asn_path(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    policy->asn_path = read_path(r, value, "asn");
    policy->asn_at = value->at;
}

static void read_anonymous_path(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    policy->anonymous_path = read_path(r, value, "anonymous");
}

static void read_max_age(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    uint64_t ms;
    if (read_duration(r, value, "an age", DAY_MS, (uint64_t)AGE_MAX_DAYS * DAY_MS, &ms)) {
        policy->max_age_s = (uint32_t)(ms / 1000);
    }
}

void readfacts_data(struct read *r, const struct yaml *value)
{
    static const struct read_spec specs[] = {
        {"country", read_country_paths, true},
        {"asn", read_asn_path, false},
        {"anonymous", read_anonymous_path, false},
        {"max-age", read_max_age, false},
    };
    r->policy->data_at = value->at;
    read_map(r, value, "data", value, specs, ARRAY_LEN(specs), r->policy);
}

static void read_ttl(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    read_u32(r, value, "a ttl in seconds", 1, TTL_MAX_S, &policy->ttl_s);
}

static void read_unknown(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"protected", "unprotected"};
    struct policy *policy = out;
    size_t which;
    r->unknown = value;
    if (read_choice(r, value, "how unknown clients are treated", words, 2, &which)) {
        policy->unknown_unprotected = which == 1;
    }
}

static void read_no_ecs(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"resolver", "unknown"};
    struct policy *policy = out;
    size_t which;
    if (read_choice(r, value, "how queries without a client subnet are judged", words, 2, &which)) {
        policy->no_ecs_unknown = which == 1;
    }
}

static void read_accept(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"spill"};
    size_t which;
    (void)out;
    r->accepts_spill = read_choice(r, value, "what can be accepted", words, 1, &which);
}

static void read_health(struct read *r, const struct yaml *value, void *out)
{
    (void)out;
    readcluster_health(r, value, true, &r->health);
    r->policy->health_at = value->at;
}

static void read_lasts(struct read *r, const struct yaml *value, void *out)
{
    (void)out;
    readtaste_lasts(r, value, &r->lasts);
}

void readfacts_defaults(struct read *r, const struct yaml *value)
{
    static const struct read_spec specs[] = {
        {"ttl", read_ttl, false},
        {"unknown", read_unknown, false},
        {"no-ecs", read_no_ecs, false},
        {"health", read_health, false},
        {"when-none-healthy", read_lasts, false},
        {"i-accept", read_accept, false},
    };
    read_map(r, value, "defaults", value, specs, ARRAY_LEN(specs), r->policy);
    if (r->policy->unknown_unprotected && !r->accepts_spill) {
        read_fault(r, "S1", r->unknown,
                   "'unprotected' lets clients of unknown places leave the fence; write protected, "
                   "or add i-accept: spill beside it");
    }
}
