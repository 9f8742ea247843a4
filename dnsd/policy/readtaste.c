/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readtaste.h"

#include "policy/term.h"

#include <string.h>

enum { TTL_MAX_S = 86400 };

static void read_who(struct read *r, const struct yaml *value, void *out)
{
    struct policy_entry *entry = out;
    term_who(r, value, "who", &entry->who);
}

/* One tier: a cluster, a selector, or a list of clusters. */
static bool read_tier(struct read *r, const struct yaml *value, struct policy_tier *out)
{
    uint32_t index;
    *out = (struct policy_tier){.kind = TIER_CLUSTERS, .at = value->at};
    if (value->kind == YAML_LIST) {
        read_clusters(r, value, "a tier", &out->clusters);
        return true;
    }
    if (value->kind == YAML_SCALAR && strcmp(value->text, "same-country") == 0) {
        out->kind = TIER_SAME_COUNTRY;
        return true;
    }
    if (value->kind == YAML_SCALAR && strcmp(value->text, "any-eligible") == 0) {
        out->kind = TIER_ANY_ELIGIBLE;
        return true;
    }
    if (!read_reference(r, value, READ_CLUSTERS, &index)) {
        return false;
    }
    out->clusters = index < POLICY_CLUSTERS_MAX ? UINT64_C(1) << index : 0;
    return true;
}

static void read_to(struct read *r, const struct yaml *value, void *out)
{
    struct policy_entry *entry = out;
    if (!read_is_list(r, value, "to")) {
        return;
    }
    struct policy_tier *tiers = arena_alloc(r->arena, value->count * sizeof(*tiers));
    for (size_t i = 0; i < value->count; i++) {
        entry->ntiers += read_tier(r, value->items[i], &tiers[entry->ntiers]);
    }
    entry->tiers = tiers;
}

/* "5%", "0.25%": hundredths of a percent. */
static bool parse_share(const char *text, uint32_t *out)
{
    size_t whole = strspn(text, "0123456789");
    uint32_t value = 0;
    if (whole < 1 || whole > 2) {
        return false;
    }
    for (size_t i = 0; i < whole; i++) {
        value = value * 10 + (uint32_t)(text[i] - '0');
    }
    const char *rest = text + whole;
    size_t digits = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    if (*rest == '.' && (digits < 1 || digits > 2)) {
        return false;
    }
    uint32_t tenth = digits > 0 ? (uint32_t)(rest[1] - '0') : 0;
    uint32_t hundredth = digits > 1 ? (uint32_t)(rest[2] - '0') : 0;
    rest += digits > 0 ? digits + 1 : 0;
    *out = value * 100 + tenth * 10 + hundredth;
    return strcmp(rest, "%") == 0 && *out > 0;
}

static void read_share(struct read *r, const struct yaml *value, void *out)
{
    struct policy_entry *entry = out;
    const char *text = read_word(r, value, "a share");
    if (text != NULL && !parse_share(text, &entry->share)) {
        read_fault(r, "S1", value,
                   "'%.60s' is no share; write one above 0%% and below 100%%, with at most two "
                   "decimals, such as 5%% or 0.25%%",
                   text);
    }
}

static void read_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_entry *entry = out;
    read_moment(r, value, &entry->window.from_s);
}

static void read_until(struct read *r, const struct yaml *value, void *out)
{
    struct policy_entry *entry = out;
    read_moment(r, value, &entry->window.until_s);
}

static void read_entry(struct read *r, const struct yaml *value, struct policy_entry *entry)
{
    static const struct read_spec specs[] = {
        {"who", read_who, true},    {"to", read_to, true},        {"share", read_share, false},
        {"from", read_from, false}, {"until", read_until, false},
    };
    entry->at = value->at;
    entry->window = (struct policy_window){.from_s = INT64_MIN, .until_s = INT64_MAX};
    read_map(r, value, "an entry of a route", value, specs, ARRAY_LEN(specs), entry);
    read_check_window(r, entry->window, value);
}

void readtaste_route(struct read *r, const struct yaml_pair *pair, size_t i)
{
    const struct yaml *value = pair->value;
    struct policy_route *route = &r->policy->routes[i];
    route->name = arena_text(r->arena, pair->key->text, strlen(pair->key->text));
    route->at = pair->key->at;
    read_is_name(r, pair->key, "a route");
    if (!read_is_list(r, value, "a route")) {
        return;
    }
    struct policy_entry *entries = arena_alloc(r->arena, value->count * sizeof(*entries));
    for (size_t k = 0; k < value->count; k++) {
        read_entry(r, value->items[k], &entries[k]);
    }
    route->entries = entries;
    route->nentries = value->count;
}

/* Read one word of when-none-healthy. */
static bool read_last(struct read *r, const struct yaml *value, struct policy_last *out)
{
    static const struct {
        const char *word;
        enum last_kind kind;
    } words[] = {
        {"try-anyway", LAST_TRY_ANYWAY},
        {"servfail", LAST_SERVFAIL},
        {"refused", LAST_REFUSED},
        {"nodata", LAST_NODATA},
    };
    *out = (struct policy_last){.kind = LAST_CLUSTER, .cluster = POLICY_NONE, .at = value->at};
    for (size_t i = 0; value->kind == YAML_SCALAR && i < ARRAY_LEN(words); i++) {
        if (strcmp(value->text, words[i].word) == 0) {
            out->kind = words[i].kind;
            return true;
        }
    }
    return read_reference(r, value, READ_CLUSTERS, &out->cluster);
}

static bool is_final(enum last_kind kind)
{
    return kind == LAST_SERVFAIL || kind == LAST_REFUSED || kind == LAST_NODATA;
}

static bool is_again(const struct policy_last *list, size_t count)
{
    for (size_t i = 0; i < count && i < POLICY_CLUSTERS_MAX + 4; i++) {
        if (list[i].kind == list[count].kind && list[i].cluster == list[count].cluster) {
            return true;
        }
    }
    return false;
}

void readtaste_lasts(struct read *r, const struct yaml *value, struct policy_lasts *out)
{
    if (!read_is_list(r, value, "when-none-healthy")) {
        return;
    }
    struct policy_last *list = arena_alloc(r->arena, (value->count + 1) * sizeof(*list));
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml *item = value->items[i];
        if (!read_last(r, item, &list[count])) {
            continue;
        }
        if (count > 0 && is_final(list[count - 1].kind)) {
            read_fault(r, "S1", item,
                       "'%.60s' stands behind '%.60s', which ends the list; take one "
                       "of them out",
                       item->text, value->items[i - 1]->text);
        } else if (is_again(list, count)) {
            read_fault(r, "S1", item, "'%.60s' stands twice in this list; keep one", item->text);
        }
        count++;
    }
    if (count == 0 || !is_final(list[count - 1].kind)) {
        list[count++] =
            (struct policy_last){.kind = LAST_SERVFAIL, .cluster = POLICY_NONE, .at = value->at};
    }
    *out = (struct policy_lasts){.list = list, .count = count};
}

void readtaste_no_lasts(struct read *r, struct policy_lasts *out)
{
    struct policy_last *list = arena_alloc(r->arena, sizeof(*list));
    *list = (struct policy_last){
        .kind = LAST_SERVFAIL, .cluster = POLICY_NONE, .at = {.file = r->policy->files[0]}};
    *out = (struct policy_lasts){.list = list, .count = 1};
}

static void read_route(struct read *r, const struct yaml *value, void *out)
{
    struct policy_name *name = out;
    read_reference(r, value, READ_ROUTES, &name->route);
}

static void read_answer(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"cname", "address"};
    struct policy_name *name = out;
    size_t which;
    if (read_choice(r, value, "a kind of answer", words, 2, &which)) {
        name->answer = which == 0 ? ANSWER_CNAME : ANSWER_ADDRESS;
    }
}

static void read_ttl(struct read *r, const struct yaml *value, void *out)
{
    struct policy_name *name = out;
    read_u32(r, value, "a ttl in seconds", 1, TTL_MAX_S, &name->ttl_s);
}

static void read_lasts(struct read *r, const struct yaml *value, void *out)
{
    struct policy_name *name = out;
    readtaste_lasts(r, value, &name->lasts);
}

void readtaste_name(struct read *r, const struct yaml_pair *pair, size_t i)
{
    static const struct read_spec specs[] = {
        {"route", read_route, true},
        {"answer", read_answer, false},
        {"ttl", read_ttl, false},
        {"when-none-healthy", read_lasts, false},
    };
    const char *why;
    const struct yaml *key = pair->key;
    struct policy_name *name = &r->policy->names[i];
    name->at = key->at;
    name->route = POLICY_NONE;
    name->ttl_s = r->policy->ttl_s;
    name->lasts = r->lasts;
    if (!name_parse(key->text, strlen(key->text), NULL, &name->name, &why)) {
        read_fault(r, "S1", key,
                   "'%.80s' is no domain name: %s; write one such as app.example.org.", key->text,
                   why);
    }
    name_lower(&name->name);
    read_map(r, pair->value, "a name", key, specs, ARRAY_LEN(specs), name);
}
