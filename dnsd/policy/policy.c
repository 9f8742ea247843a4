/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "conf/texts.h"
#include "policy/builtin.h"
#include "policy/read.h"
#include "policy/readcheck.h"
#include "policy/readclaims.h"
#include "policy/readcluster.h"
#include "policy/readexpect.h"
#include "policy/readfacts.h"
#include "policy/readlaw.h"
#include "policy/readtaste.h"

#include <string.h>

enum { CHUNK_OCTETS = 256 * 1024, FILES_MAX = 1000, TTL_S = 60 };

/* Sections that stand once. */
enum single { SINGLE_VERSION, SINGLE_BUILTIN, SINGLE_DATA, SINGLE_DEFAULTS, SINGLES };

static const char *const single_keys[SINGLES] = {"version", "builtin", "data", "defaults"};

/* A section with many entries. */
struct section {
    const char *key;
    enum yaml_kind kind;
    void (*read)(struct read *r, const struct yaml_pair *pair, size_t i);
    const char *required; /* what is wrong without it */
};

static const struct section sections[READ_LISTS] = {
    {"operators", YAML_MAP, readfacts_operator, "nobody controls the clusters"},
    {"clusters", YAML_MAP, readcluster_cluster, "there is nothing to give"},
    {"nameservers", YAML_MAP, readcluster_nameserver, NULL},
    {"groups", YAML_MAP, readfacts_group, NULL},
    {"routes", YAML_MAP, readtaste_route, "nobody is sent anywhere"},
    {"names", YAML_MAP, readtaste_name, "the policy answers nothing"},
    {"networks", YAML_MAP, readfacts_network, NULL},
    {"residency", YAML_LIST, readlaw_rule, NULL},
    {"expect", YAML_LIST, readexpect_expect, NULL},
    {"allow", YAML_LIST, readexpect_allow, NULL},
};

/* A file of the policy. */
struct part {
    const struct text *text;
    const struct yaml *root;
};

/* Reading of all files. */
struct reading {
    struct read read;
    struct texts texts;
    struct part *parts; /* the policy, then what it includes, in their order */
    size_t nparts;
    size_t room;
    const struct yaml *singles[SINGLES];
};

static void add_part(struct reading *reading, const struct text *text)
{
    struct read *r = &reading->read;
    size_t errors = errs_count(r->errs, ERR_ERROR);
    const struct yaml *root = yaml_read(r->scratch, text->path, text->octets, text->len, r->errs);
    reading->parts = arena_grow(r->scratch, reading->parts, reading->nparts, &reading->room,
                                sizeof(*reading->parts));
    reading->parts[reading->nparts++] = (struct part){.text = text, .root = root};
    r->broken |=
        errs_count(r->errs, ERR_ERROR) > errors || (root != NULL && root->kind != YAML_MAP);
    if (root != NULL && root->kind != YAML_MAP) {
        read_fault(r, "S1", root, "a policy is a map of sections, not %s; write version: 1 first",
                   yaml_kind_text(root));
    }
}

static bool is_known(const struct reading *reading, const struct text *text)
{
    for (size_t i = 0; i < reading->nparts; i++) {
        const struct text *other = reading->parts[i].text;
        if (other == text ||
            (text->inode != 0 && other->inode == text->inode && other->device == text->device)) {
            return true;
        }
    }
    return false;
}

static void include_file(struct reading *reading, const struct yaml *value)
{
    struct read *r = &reading->read;
    const char *why;
    const char *path = read_path(r, value, "a file to include");
    if (path == NULL) {
        return;
    }
    if (reading->nparts == FILES_MAX) {
        read_fault(r, "S1", value, "more than %d files; include fewer", FILES_MAX);
        return;
    }
    const struct text *text = texts_read(&reading->texts, path, &why);
    if (text == NULL) {
        read_fault(r, "S1", value,
                   "cannot include '%.150s': %s; write a readable file, beside this "
                   "one",
                   path, why);
    } else if (is_known(reading, text)) {
        read_fault(r, "S1", value,
                   "'%.150s' is part of the policy already; take it out: a file is included once",
                   path);
    } else {
        add_part(reading, text);
    }
}

/* Files that are included may include others: the list grows while it is walked. */
static void read_parts(struct reading *reading, const struct text *first)
{
    add_part(reading, first);
    for (size_t i = 0; i < reading->nparts; i++) {
        const struct yaml *root = reading->parts[i].root;
        const struct yaml *list = root == NULL ? NULL : yaml_get(root, "include");
        if (list == NULL || !read_is_list(&reading->read, list, "include")) {
            continue;
        }
        for (size_t k = 0; k < list->count; k++) {
            include_file(reading, list->items[k]);
        }
    }
}

static void refuse_section(struct read *r, const struct yaml *key)
{
    const char *known[SINGLES + READ_LISTS + 1];
    size_t nknown = 0;
    for (size_t i = 0; i < SINGLES; i++) {
        known[nknown++] = single_keys[i];
    }
    for (size_t i = 0; i < READ_LISTS; i++) {
        known[nknown++] = sections[i].key;
    }
    known[nknown++] = "include";
    read_fault(r, "S1", key, "'%.60s' is no section of a policy; %s", key->text,
               read_hint(r, key->text, known, nknown,
                         "write version, builtin, include, data, defaults, operators, clusters, "
                         "nameservers, groups, networks, residency, routes, names, expect or "
                         "allow"));
}

static void check_version(struct read *r, const struct yaml *value)
{
    const char *text = read_word(r, value, "version");
    if (text != NULL && strcmp(text, "1") != 0) {
        read_fault(r, "S1", value, "version '%.20s' is not known; write 1", text);
    }
}

static bool take_single(struct reading *reading, const struct yaml_pair *pair)
{
    size_t i = 0;
    while (i < SINGLES && strcmp(pair->key->text, single_keys[i]) != 0) {
        i++;
    }
    if (i == SINGLES) {
        return false;
    }
    if (i == SINGLE_VERSION) {
        check_version(&reading->read, pair->value);
    } else if (reading->singles[i] != NULL) {
        read_fault(&reading->read, "S1", pair->key,
                   "'%s' stands already at %s:%u; keep it in one file", single_keys[i],
                   reading->singles[i]->at.file, reading->singles[i]->at.line);
    }
    reading->singles[i] = pair->value;
    return true;
}

/* What a name is compared by: those that are bound as names are, all others as texts. */
static const char *key_of(struct read *r, enum read_list list, const struct yaml *key)
{
    struct name name;
    char text[NAME_TEXT_SIZE];
    if (list != READ_NAMES || !name_parse(key->text, strlen(key->text), NULL, &name, NULL)) {
        return key->text;
    }
    name_lower(&name);
    name_format(name.octets, text);
    return arena_text(r->scratch, text, strlen(text));
}

static void add_item(struct read *r, enum read_list list, const struct yaml_pair *pair)
{
    struct read_items *items = &r->items[list];
    if (list <= READ_NAMES) {
        const char *key = key_of(r, list, pair->key);
        uint32_t index = read_find(r, list, key);
        if (index != POLICY_NONE) {
            const struct yaml *first = items->list[index].key;
            read_fault(r, "S1", pair->key,
                       "'%.80s' stands already at %s:%u; keep one, or write another name",
                       pair->key->text, first->at.file, first->at.line);
            return;
        }
        dict_put(&items->by_name, key, (void *)(uintptr_t)(items->count + 1));
    }
    items->list =
        arena_grow(r->scratch, items->list, items->count, &items->room, sizeof(*items->list));
    items->list[items->count++] = *pair;
}

static void take_section(struct read *r, enum read_list list, const struct yaml_pair *section)
{
    const struct yaml *value = section->value;
    bool empty = value->kind == YAML_SCALAR && value->text[0] == '\0';
    if (value->kind != sections[list].kind) {
        read_fault(r, "S1", empty ? section->key : value, "%s is %s; write %s%s",
                   sections[list].key, empty ? "empty" : yaml_kind_text(value),
                   sections[list].kind == YAML_MAP ? "a map: name: { .. }" : "a list: - { .. }",
                   empty ? ", or take it out" : "");
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        struct yaml_pair item = {0};
        if (value->kind == YAML_MAP) {
            item = value->pairs[i];
        } else {
            item.value = value->items[i];
        }
        add_item(r, list, &item);
    }
}

static void take_pair(struct reading *reading, const struct yaml_pair *pair)
{
    if (strcmp(pair->key->text, "include") == 0 || take_single(reading, pair)) {
        return;
    }
    for (enum read_list list = 0; list < READ_LISTS; list++) {
        if (strcmp(pair->key->text, sections[list].key) == 0) {
            take_section(&reading->read, list, pair);
            return;
        }
    }
    refuse_section(&reading->read, pair->key);
}

static void take_parts(struct reading *reading)
{
    for (size_t i = 0; i < reading->nparts; i++) {
        const struct yaml *root = reading->parts[i].root;
        for (size_t k = 0; root != NULL && root->kind == YAML_MAP && k < root->count; k++) {
            take_pair(reading, &root->pairs[k]);
        }
    }
}

static void *room_for(struct read *r, enum read_list list, size_t *count, size_t octets)
{
    *count = r->items[list].count;
    return arena_alloc(r->arena, (*count + 1) * octets);
}

static void make_room(struct read *r)
{
    struct policy *p = r->policy;
    p->operators = room_for(r, READ_OPERATORS, &p->noperators, sizeof(*p->operators));
    p->clusters = room_for(r, READ_CLUSTERS, &p->nclusters, sizeof(*p->clusters));
    p->nameservers = room_for(r, READ_NAMESERVERS, &p->nnameservers, sizeof(*p->nameservers));
    p->groups = room_for(r, READ_GROUPS, &p->ngroups, sizeof(*p->groups));
    p->routes = room_for(r, READ_ROUTES, &p->nroutes, sizeof(*p->routes));
    p->names = room_for(r, READ_NAMES, &p->nnames, sizeof(*p->names));
    p->networks = room_for(r, READ_NETWORKS, &p->nnetworks, sizeof(*p->networks));
    p->rules = room_for(r, READ_RULES, &p->nrules, sizeof(*p->rules));
    p->expects = room_for(r, READ_EXPECTS, &p->nexpects, sizeof(*p->expects));
    p->allows = room_for(r, READ_ALLOWS, &p->nallows, sizeof(*p->allows));
    if (p->nclusters > POLICY_CLUSTERS_MAX) {
        read_fault(r, "S1", r->items[READ_CLUSTERS].list[POLICY_CLUSTERS_MAX].key,
                   "%zu clusters; write at most %d", p->nclusters, POLICY_CLUSTERS_MAX);
    }
}

static void check_edition(struct read *r, const struct yaml *value)
{
    const char *text = read_word(r, value, "builtin");
    if (text != NULL && strcmp(text, builtin_edition()) != 0) {
        read_fault(r, "S1", value, "the edition '%.20s' of built-in groups is not known; write %s",
                   text, builtin_edition());
    }
}

static void lack(struct reading *reading, const char *key, const char *why)
{
    struct pos at = {.file = reading->parts[0].text->path, .line = 1};
    err_find(reading->read.errs, ERR_ERROR, "S1", at, 1, "the policy has no '%s': %s; write it",
             key, why);
}

static void check_required(struct reading *reading)
{
    static const char *const why[SINGLES] = {
        "what language it is in is not said (version: 1)",
        "what eu, eea and the like hold is not pinned",
        "where people are is not known (country: a database)",
        NULL,
    };
    for (size_t i = 0; i < SINGLES; i++) {
        if (why[i] != NULL && reading->singles[i] == NULL) {
            lack(reading, single_keys[i], why[i]);
        }
    }
    for (enum read_list list = 0; list < READ_LISTS; list++) {
        if (sections[list].required != NULL && reading->read.items[list].count == 0) {
            lack(reading, sections[list].key, sections[list].required);
        }
    }
}

static void read_sections(struct reading *reading)
{
    struct read *r = &reading->read;
    const struct yaml *const *singles = reading->singles;
    if (singles[SINGLE_BUILTIN] != NULL) {
        check_edition(r, singles[SINGLE_BUILTIN]);
    }
    if (singles[SINGLE_DATA] != NULL) {
        readfacts_data(r, singles[SINGLE_DATA]);
    }
    if (singles[SINGLE_DEFAULTS] != NULL) {
        readfacts_defaults(r, singles[SINGLE_DEFAULTS]);
    }
    for (enum read_list list = 0; list < READ_LISTS; list++) {
        for (size_t i = 0; i < r->items[list].count; i++) {
            sections[list].read(r, &r->items[list].list[i], i);
        }
    }
}

static void list_files(struct reading *reading)
{
    struct policy *policy = reading->read.policy;
    policy->files = arena_alloc(policy->arena, reading->nparts * sizeof(*policy->files));
    policy->texts = arena_alloc(policy->arena, reading->nparts * sizeof(*policy->texts));
    for (size_t i = 0; i < reading->nparts; i++) {
        const struct text *text = reading->parts[i].text;
        policy->files[i] = text->path;
        policy->texts[i] = (struct bytes){.at = (const uint8_t *)text->octets, .len = text->len};
    }
    policy->nfiles = reading->nparts;
}

/* claims: NULL = none. */
static void read_all(struct reading *reading, const struct text *first, const struct text *claims)
{
    struct read *r = &reading->read;
    read_parts(reading, first);
    list_files(reading);
    take_parts(reading);
    make_room(r);
    r->health = readcluster_no_health();
    readtaste_no_lasts(r, &r->lasts);
    if (!r->broken) {
        check_required(reading);
    }
    read_sections(reading);
    if (claims != NULL) {
        readclaims_read(r, claims);
    }
    readcheck_run(r);
}

static struct reading *reading_new(struct errs *errs)
{
    struct arena *arena = arena_new(CHUNK_OCTETS);
    struct arena *scratch = arena_new(CHUNK_OCTETS);
    struct policy *policy = arena_alloc(arena, sizeof(*policy));
    struct reading *reading = arena_alloc(scratch, sizeof(*reading));
    *policy =
        (struct policy){.arena = arena, .errs = errs, .edition = builtin_edition(), .ttl_s = TTL_S};
    struct read *r = &reading->read;
    *r = (struct read){.policy = policy, .errs = errs, .arena = arena, .scratch = scratch};
    for (enum read_list list = 0; list < READ_LISTS; list++) {
        r->items[list].by_name.arena = scratch;
    }
    r->prefixes.arena = scratch;
    r->networks.arena = scratch;
    r->rules.arena = scratch;
    texts_init(&reading->texts, arena, scratch, errs);
    return reading;
}

/* Whether an error is about one of the policy's files: what was said before is not counted again.
 */
static bool is_accused(const struct policy *policy, const struct errs *errs)
{
    const struct err *err;
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL && err->level == ERR_ERROR; i++) {
        for (size_t k = 0; err->at.file != NULL && k < policy->nfiles; k++) {
            if (strcmp(err->at.file, policy->files[k]) == 0) {
                return true;
            }
        }
    }
    return false;
}

void policy_forget(const struct policy *policy, struct errs *errs)
{
    for (size_t i = 0; i < policy->nfiles; i++) {
        errs_source_drop(errs, policy->files[i]);
        errs_source_drop(errs, policy->files[i]); /* once as a text, once as YAML */
    }
    if (policy->claims_file != NULL) {
        errs_source_drop(errs, policy->claims_file);
        errs_source_drop(errs, policy->claims_file);
    }
}

/* Ends the reading: the policy when it has no fault. */
static struct policy *reading_end(struct reading *reading, size_t errors_before)
{
    struct policy *policy = reading->read.policy;
    struct errs *errs = reading->read.errs;
    arena_free(reading->read.scratch);
    policy->errs = NULL;
    if (errs_count(errs, ERR_ERROR) == errors_before && !is_accused(policy, errs)) {
        return policy;
    }
    policy_forget(policy, errs);
    policy_free(policy);
    return NULL;
}

/* A file that the caller names; NULL after a finding. what: "policy". */
static const struct text *read_named(struct reading *reading, const char *path, const char *what)
{
    const char *why;
    const struct text *text = texts_read(&reading->texts, path, &why);
    if (text == NULL) {
        err_find(reading->read.errs, ERR_ERROR, "S1", (struct pos){.file = path}, 1,
                 "cannot read the %s: %s; write the path of a readable file", what, why);
    }
    return text;
}

struct policy *policy_read_claims(const char *path, const char *claims, struct errs *errs)
{
    size_t errors = errs_count(errs, ERR_ERROR);
    struct reading *reading = reading_new(errs);
    const struct text *first = read_named(reading, path, "policy");
    const struct text *second = claims == NULL ? NULL : read_named(reading, claims, "claims");
    if (first != NULL) {
        read_all(reading, first, second);
    }
    return reading_end(reading, errors);
}

struct policy *policy_read(const char *path, struct errs *errs)
{
    return policy_read_claims(path, NULL, errs);
}

struct policy *policy_read_text(const char *file, const char *text, size_t len, struct errs *errs)
{
    size_t errors = errs_count(errs, ERR_ERROR);
    struct reading *reading = reading_new(errs);
    const char *path = arena_text(reading->read.arena, file, strlen(file));
    read_all(reading, texts_add(&reading->texts, path, text, len), NULL);
    return reading_end(reading, errors);
}

void policy_free(struct policy *policy)
{
    if (policy != NULL) {
        arena_free(policy->arena);
    }
}
