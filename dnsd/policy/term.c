/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/term.h"

#include "base/text.h"
#include "geo/country.h"
#include "policy/builtin.h"
#include "policy/netlist.h"
#include "policy/repeats.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { REPEATS_FROM = 64 }; /* shorter lists stay as they are written */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_code(const char *text)
{
    return is_capital(text[0]) && is_capital(text[1]) && text[2] == '\0';
}

/* ISO 3166-2: the country, a hyphen, up to three letters or digits. */
static bool is_subdivision(const char *text)
{
    static const char taken[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (!is_capital(text[0]) || !is_capital(text[1]) || text[2] != '-') {
        return false;
    }
    size_t len = strspn(text + 3, taken);
    return len >= 1 && len <= 3 && text[3 + len] == '\0';
}

static bool is_asn(const char *text)
{
    return text[0] == 'A' && text[1] == 'S' && isdigit((unsigned char)text[2]);
}

bool term_is_prefix(const char *text)
{
    return strpbrk(text, "/:") != NULL ||
           (isdigit((unsigned char)text[0]) && strchr(text, '.') != NULL);
}

bool term_is_taken(const char *text)
{
    return strcmp(text, "unknown") == 0 || strcmp(text, "any") == 0 ||
           strncmp(text, "continent-", 10) == 0 || builtin_find(text) != BUILTIN_NONE;
}

/* Codes that look like countries and are none. */
static const char *hint_of_code(const char *code)
{
    static const struct {
        const char *code;
        const char *hint;
    } rows[] = {
        {"UK", "write 'GB'"},
        {"EL", "write 'GR'"},
        {"AP", "write 'continent-asia' and 'continent-oceania', or the countries"},
        {"XX", "write 'unknown' where people are meant, or the country's code"},
        {"ZZ", "write 'unknown' where people are meant, or the country's code"},
        {"AN", "write 'CW', 'SX' and 'BQ'"},
        {"CS", "write 'RS' and 'ME'"},
        {"SU", "write the countries"},
        {"YU", "write the countries"},
        {"TP", "write 'TL'"},
        {"BU", "write 'MM'"},
        {"ZR", "write 'CD'"},
        {"FX", "write 'FR'"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(rows[i].code, code) == 0) {
            return rows[i].hint;
        }
    }
    return "write an ISO 3166-1 code of two capitals, such as NL";
}

static bool refuse_union(struct read *r, const struct yaml *value)
{
    return read_fault(r, "S3", value,
                      "'EU' is no country; write 'eu' for the Union or 'continent-europe'");
}

static bool check_country(struct read *r, const struct yaml *value, const char *code)
{
    if (country_is(code)) {
        return true;
    }
    if (strcmp(code, "EU") == 0) {
        return refuse_union(r, value);
    }
    return read_fault(r, "S2", value, "'%s' is no country; %s", code, hint_of_code(code));
}

/* A word where the code of a country must stand. */
static bool refuse_shape(struct read *r, const struct yaml *value)
{
    char code[3] = {0};
    const char *hint = "write an ISO 3166-1 code of two capitals, such as NL";
    if (strlen(value->text) == 2) {
        code[0] = (char)toupper((unsigned char)value->text[0]);
        code[1] = (char)toupper((unsigned char)value->text[1]);
        hint = country_is(code) ? arena_printf(r->scratch, "write '%s'", code) : hint_of_code(code);
    }
    return read_fault(r, "S2", value, "'%.60s' is no country; %s", value->text, hint);
}

bool term_country(struct read *r, const struct yaml *value, char *out)
{
    const char *text = read_word(r, value, "a country");
    if (text == NULL) {
        return false;
    }
    if (!is_code(text)) {
        return refuse_shape(r, value);
    }
    memcpy(out, text, 3);
    return check_country(r, value, text);
}

bool term_location(struct read *r, const struct yaml *value, char *out)
{
    const char *text = read_word(r, value, "a location");
    char code[3] = {0};
    if (text == NULL) {
        return false;
    }
    if (!is_subdivision(text)) {
        return term_country(r, value, out);
    }
    memcpy(code, text, 2);
    memcpy(out, text, strlen(text) + 1);
    return check_country(r, value, code);
}

bool term_prefix(struct read *r, const struct yaml *value, bool client, struct prefix *out)
{
    char text[PREFIX_TEXT_SIZE];
    struct prefix inside;
    bool host_bits = false;
    if (read_word(r, value, "a network") == NULL) {
        return false;
    }
    if (!prefix_parse(value->text, out, &host_bits)) {
        return read_fault(r, "S5", value,
                          "'%.60s' is no network; write one such as 198.51.100.0/24 or "
                          "\"2001:db8::/32\"",
                          value->text);
    }
    if (!client && strchr(value->text, '/') == NULL) {
        return read_fault(r, "S5", value,
                          "'%.60s' is one address; write %s if it is meant alone, else the length "
                          "of its network",
                          value->text, prefix_format(out, text));
    }
    if (host_bits) {
        return read_fault(r, "S5", value, "'%.60s' has bits set behind its length; write %s",
                          value->text, prefix_format(out, text));
    }
    if (!client && prefix_unmap(out, &inside) != 0) {
        return read_fault(r, "S5", value,
                          "'%.60s' lies in a block where IPv6 carries IPv4; write its IPv4 network "
                          "%s",
                          value->text, prefix_format(&inside, text));
    }
    return true;
}

/* The index of an own network, listed once however often it is written. */
static uint32_t own_network(struct read *r, const struct prefix *prefix)
{
    char text[PREFIX_TEXT_SIZE];
    struct policy *policy = r->policy;
    prefix_format(prefix, text);
    uintptr_t known = (uintptr_t)dict_find(&r->prefixes, text);
    if (known != 0) {
        return (uint32_t)known - 1;
    }
    policy->prefixes = arena_grow(r->arena, policy->prefixes, policy->nprefixes, &r->prefixes_room,
                                  sizeof(*policy->prefixes));
    policy->prefixes[policy->nprefixes++] = *prefix;
    dict_put(&r->prefixes, arena_text(r->scratch, text, strlen(text)),
             (void *)(uintptr_t)policy->nprefixes);
    return (uint32_t)policy->nprefixes - 1;
}

static bool read_network(struct read *r, const struct yaml *value, struct policy_term *out)
{
    struct prefix prefix;
    out->kind = TERM_NETWORK;
    if (!term_prefix(r, value, false, &prefix)) {
        return false;
    }
    out->number = own_network(r, &prefix);
    return true;
}

static bool read_asn(struct read *r, const struct yaml *value, struct policy_term *out)
{
    out->kind = TERM_ASN;
    if (!text_u32(value->text + 2, &out->number) || out->number == 0) {
        return read_fault(r, "S1", value,
                          "'%.60s' is no AS number; write one from AS1 to AS4294967295",
                          value->text);
    }
    return true;
}

static bool read_code(struct read *r, const struct yaml *value, struct policy_term *out)
{
    char code[3] = {0};
    out->kind = is_code(value->text) ? TERM_COUNTRY : TERM_SUBDIVISION;
    memcpy(code, value->text, 2);
    memcpy(out->code, value->text, strlen(value->text) + 1);
    return check_country(r, value, code);
}

static bool read_continent(struct read *r, const struct yaml *value, struct policy_term *out)
{
    const char *known[8];
    size_t nknown = 0;
    out->kind = TERM_CONTINENT;
    const char *code = builtin_continent(value->text);
    if (code != NULL) {
        memcpy(out->code, code, 3);
        return true;
    }
    while (nknown < ARRAY_LEN(known) && builtin_continent_at(nknown) != NULL) {
        known[nknown] = builtin_continent_at(nknown);
        nknown++;
    }
    return read_fault(r, "S2", value, "'%.60s' is no continent; %s", value->text,
                      read_hint(r, value->text, known, nknown,
                                "write continent-africa, -antarctica, -asia, -europe, "
                                "-north-america, -oceania or -south-america"));
}

/* Say of a word that means nothing what it may have meant. */
static bool refuse_word(struct read *r, const struct yaml *value)
{
    const struct read_items *groups = &r->items[READ_GROUPS];
    const char *known[1000];
    char lower[32] = {0};
    size_t nknown = 0;
    size_t len = strlen(value->text);
    for (size_t i = 0; i < len && i + 1 < sizeof(lower); i++) {
        lower[i] = (char)tolower((unsigned char)value->text[i]);
    }
    if (len == 2 && isalpha((unsigned char)lower[0]) && isalpha((unsigned char)lower[1])) {
        return refuse_shape(r, value);
    }
    if (errs_count(r->errs, ERR_ERROR) >= ERRS_SHOWN_MAX) {
        return read_fault(r, "S4", value, "there is no group '%.80s'", value->text); /* not shown */
    }
    const char *continent = arena_printf(r->scratch, "continent-%s", lower);
    if (builtin_continent(continent) != NULL) {
        return read_fault(r, "S2", value, "'%s' is no term; write '%s'", value->text, continent);
    }
    for (uint32_t i = 0; builtin_name(i) != NULL; i++) {
        known[nknown++] = builtin_name(i);
    }
    known[nknown++] = "unknown";
    known[nknown++] = "any";
    for (size_t i = 0; i < groups->count && nknown < ARRAY_LEN(known); i++) {
        known[nknown++] = groups->list[i].key->text;
    }
    return read_fault(r, "S4", value, "there is no group '%.80s'; %s", value->text,
                      read_hint(r, lower, known, nknown, "define it under groups"));
}

static bool read_group(struct read *r, const struct yaml *value, struct policy_term *out)
{
    out->number = builtin_find(value->text);
    if (out->number != BUILTIN_NONE) {
        out->kind = TERM_BUILTIN;
        return true;
    }
    out->kind = TERM_GROUP;
    out->number = read_find(r, READ_GROUPS, value->text);
    return out->number != POLICY_NONE || refuse_word(r, value);
}

bool term_read(struct read *r, const struct yaml *value, struct policy_term *out)
{
    const char *text = read_word(r, value, "a term");
    *out = (struct policy_term){.at = value->at};
    if (text == NULL) {
        return false;
    }
    if (strcmp(text, "unknown") == 0 || strcmp(text, "any") == 0) {
        out->kind = text[0] == 'u' ? TERM_UNKNOWN : TERM_ANY;
        return true;
    }
    if (term_is_prefix(text)) {
        return read_network(r, value, out);
    }
    if (is_asn(text)) {
        return read_asn(r, value, out);
    }
    if (is_code(text) || is_subdivision(text)) {
        return read_code(r, value, out);
    }
    return strncmp(text, "continent-", 10) == 0 ? read_continent(r, value, out)
                                                : read_group(r, value, out);
}

void term_list(struct read *r, const struct yaml *value, const char *what, struct policy_terms *out)
{
    if (!read_is_list(r, value, what)) {
        return;
    }
    struct policy_term *list = arena_alloc(r->arena, value->count * sizeof(*list));
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        count += term_read(r, value->items[i], &list[count]);
    }
    count = count < REPEATS_FROM ? count : repeats_drop(list, count, r->scratch);
    *out = (struct policy_terms){.list = list, .count = count};
    netlist_index(out, r->arena);
}

static void read_any_of(struct read *r, const struct yaml *value, void *out)
{
    struct policy_who *who = out;
    who->has_any_of = true;
    term_list(r, value, "any-of", &who->any_of);
}

static void read_all_of(struct read *r, const struct yaml *value, void *out)
{
    struct policy_who *who = out;
    who->has_all_of = true;
    term_list(r, value, "all-of", &who->all_of);
}

static void read_none_of(struct read *r, const struct yaml *value, void *out)
{
    struct policy_who *who = out;
    who->has_none_of = true;
    term_list(r, value, "none-of", &who->none_of);
}

void term_who(struct read *r, const struct yaml *value, const char *what, struct policy_who *out)
{
    static const struct read_spec parts[] = {
        {"any-of", read_any_of, false},
        {"all-of", read_all_of, false},
        {"none-of", read_none_of, false},
    };
    out->at = value->at;
    if (value->kind != YAML_MAP) {
        out->has_any_of = true;
        term_list(r, value, what, &out->any_of);
        return;
    }
    read_map(r, value, what, value, parts, ARRAY_LEN(parts), out);
    if (value->count == 0) {
        read_fault(r, "S1", value, "%s is an empty map; write any-of, all-of or none-of", what);
    }
}

void term_places(struct read *r, const struct yaml *value, const char *what,
                 struct policy_condition *out)
{
    out->present = true;
    out->at = value->at;
    term_list(r, value, what, &out->terms);
    for (size_t i = 0; value->kind == YAML_LIST && i < value->count; i++) {
        const struct yaml *item = value->items[i];
        if (item->kind == YAML_SCALAR &&
            (term_is_prefix(item->text) || is_asn(item->text) || strcmp(item->text, "any") == 0 ||
             strcmp(item->text, "unknown") == 0)) {
            read_fault(r, "S1", item,
                       "'%.60s' is no place where a cluster can be; write countries, subdivisions, "
                       "continents or groups of these",
                       item->text);
        }
    }
}
