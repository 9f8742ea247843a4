/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polfacts.h"

#include "base/attr.h"
#include "ctl/polmembers.h"
#include "policy/moment.h"
#include "policy/phrase.h"

#include <stdlib.h>
#include <string.h>

/* A list of facts while it is made. */
struct facts {
    const struct policy *policy;
    struct arena *arena;
    enum polfacts_kind kind; /* of what is being told */
    const char *subject;
    struct polfact *list;
    size_t count;
    size_t room;
};

static void tell(struct facts *f, const char *field, const char *value, bool answers)
{
    f->list = arena_grow(f->arena, f->list, f->count, &f->room, sizeof(*f->list));
    f->list[f->count++] = (struct polfact){
        .kind = f->kind, .subject = f->subject, .field = field, .value = value, .answers = answers};
}

static void tell_who(struct facts *f, const char *field, const struct policy_who *who)
{
    tell(f, field, polmembers_text(f->policy, who, f->arena), false);
    f->list[f->count - 1].who = who;
}

static const char *window_text(const struct facts *f, const struct policy_window *window)
{
    char from[MOMENT_TEXT_SIZE] = "";
    char until[MOMENT_TEXT_SIZE] = "";
    if (window->from_s != INT64_MIN) {
        moment_format(window->from_s, from);
    }
    if (window->until_s != INT64_MAX) {
        moment_format(window->until_s, until);
    }
    return arena_printf(f->arena, "%s%s%s%s", from[0] == '\0' ? "" : "from ", from,
                        until[0] == '\0'  ? ""
                        : from[0] == '\0' ? "until "
                                          : " until ",
                        until);
}

static void tell_name(struct facts *f, const struct policy_name *name)
{
    char text[NAME_TEXT_SIZE];
    const struct policy_route *route = &f->policy->routes[name->route];
    bool shares = false;
    for (size_t i = 0; i < route->nentries; i++) {
        shares = shares || route->entries[i].share != 0;
    }
    f->subject = arena_printf(f->arena, "%s", name_format(name->name.octets, text));
    tell(f, "answer", name->answer == ANSWER_CNAME ? "cname" : "address", true);
    tell(f, "route", route->name, shares); /* whose name is a part of the hash of shares */
    tell(f, "ttl", arena_printf(f->arena, "%u", name->ttl_s), true);
}

static const char *addresses_text(const struct facts *f, const struct policy_cluster *cluster)
{
    const char *text = "";
    char address[ADDR_TEXT_SIZE];
    for (size_t i = 0; i < cluster->naddresses; i++) {
        text = arena_printf(f->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            addr_format(&cluster->addresses[i], address));
    }
    return text;
}

static const char *health_text(const struct facts *f, const struct policy_health *health)
{
    static const char *const probes[] = {"none", "https", "http", "tcp", "file"};
    char address[ADDR_TEXT_SIZE];
    if (health->probe == PROBE_NONE) {
        return "none";
    }
    const char *text = probes[health->probe];
    if (health->path != NULL) {
        text = arena_printf(f->arena, "%s %s", text, health->path);
    }
    if (health->port != 0) {
        text = arena_printf(f->arena, "%s port %u", text, health->port);
    }
    if (health->host != NULL) {
        text = arena_printf(f->arena, "%s host %s", text, health->host);
    }
    if (health->has_address) {
        text = arena_printf(f->arena, "%s at %s", text, addr_format(&health->address, address));
    }
    return arena_printf(f->arena, "%s every %u ms timeout %u ms fall %u rise %u", text,
                        health->every_ms, health->timeout_ms, health->fall, health->rise);
}

static void tell_cluster(struct facts *f, uint32_t index)
{
    static const char *const states[] = {"active", "drain", "off"};
    const struct policy_cluster *cluster = &f->policy->clusters[index];
    char target[NAME_TEXT_SIZE];
    f->subject = cluster->name;
    tell(f, "target",
         cluster->target.len == 0
             ? ""
             : arena_printf(f->arena, "%s", name_format(cluster->target.octets, target)),
         true);
    tell(f, "addresses", addresses_text(f, cluster), true);
    tell(f, "location", cluster->location, false);
    tell(f, "controlled-by", phrase_owners(f->policy, index, f->arena) + strlen(cluster->name) + 1,
         false);
    tell(f, "state", states[cluster->state], true);
    tell(f, "weight", arena_printf(f->arena, "%u", cluster->weight), true);
    tell(f, "health", health_text(f, &cluster->health), false);
}

static void tell_network(struct facts *f, const struct policy_network *network)
{
    char text[PREFIX_TEXT_SIZE];
    f->subject = arena_printf(f->arena, "%s", prefix_format(&network->prefix, text));
    tell(f, "country", network->country[0] == '\0' ? "unknown" : network->country, false);
    tell(f, "window", window_text(f, &network->window), false);
}

static const char *condition_text(const struct facts *f, const struct policy_condition *condition)
{
    return condition->present ? arena_printf(f->arena, "[%s]",
                                             phrase_terms(f->policy, &condition->terms, f->arena))
                              : "";
}

static const char *names_text(const struct facts *f, const struct policy_rule *rule)
{
    const char *text = rule->nnames == 0 ? "all" : "";
    char name[NAME_TEXT_SIZE];
    for (size_t i = 0; i < rule->nnames; i++) {
        text = arena_printf(f->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            name_format(f->policy->names[rule->names[i]].name.octets, name));
    }
    return text;
}

static void tell_rule(struct facts *f, const struct policy_rule *rule)
{
    const char *only = phrase_clusters(f->policy, rule->only, f->arena);
    const char *never = phrase_clusters(f->policy, rule->never, f->arena);
    f->subject = rule->name;
    tell_who(f, "who", &rule->who);
    tell(f, "located-in", condition_text(f, &rule->located_in), false);
    tell(f, "not-located-in", condition_text(f, &rule->not_located_in), false);
    tell(f, "controlled-from", condition_text(f, &rule->controlled_from), false);
    tell(f, "not-controlled-from", condition_text(f, &rule->not_controlled_from), false);
    tell(f, "only", rule->has_only ? only : "", false);
    tell(f, "never", rule->never != 0 ? never : "", false);
    tell(f, "names", names_text(f, rule), false);
    tell(f, "window", window_text(f, &rule->window), false);
}

static int compare(const void *a, const void *b)
{
    const struct polfact *x = a;
    const struct polfact *y = b;
    if (x->kind != y->kind) {
        return (int)x->kind - (int)y->kind;
    }
    int order = strcmp(x->subject, y->subject);
    return order != 0 ? order : strcmp(x->field, y->field);
}

/* All facts, sorted by kind, subject and field. */
static void tell_all(struct facts *f)
{
    const struct policy *policy = f->policy;
    f->kind = FACT_NAME;
    for (size_t i = 0; i < policy->nnames; i++) {
        tell_name(f, &policy->names[i]);
    }
    f->kind = FACT_CLUSTER;
    for (uint32_t i = 0; i < policy->nclusters; i++) {
        tell_cluster(f, i);
    }
    f->kind = FACT_GROUP;
    for (size_t i = 0; i < policy->ngroups; i++) {
        f->subject = policy->groups[i].name;
        tell_who(f, "members", &policy->groups[i].who);
    }
    f->kind = FACT_NETWORK;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        tell_network(f, &policy->networks[i]);
    }
    f->kind = FACT_DEFAULT;
    f->subject = "people";
    tell(f, "unknown", policy->unknown_unprotected ? "unprotected" : "protected", false);
    tell(f, "no-ecs", policy->no_ecs_unknown ? "unknown" : "resolver", true);
    f->kind = FACT_RULE;
    for (size_t i = 0; i < policy->nrules; i++) {
        tell_rule(f, &policy->rules[i]);
    }
    qsort(f->list, f->count, sizeof(*f->list), compare);
}

static bool same_subject(const struct polfact *a, const struct polfact *b)
{
    return a->kind == b->kind && strcmp(a->subject, b->subject) == 0;
}

static void add(struct polfacts_changes *out, const struct polfact *fact, const char *text,
                bool answers, struct arena *arena)
{
    out->list = arena_grow(arena, out->list, out->count, &out->room, sizeof(*out->list));
    out->list[out->count++] =
        (struct polfacts_change){.kind = fact->kind, .text = text, .answers = answers};
}

/* A subject that one side alone has: "nl-new added: location NL, .." Returns the fact after it. */
static size_t add_whole(struct polfacts_changes *out, const struct facts *side, size_t i,
                        bool is_new, struct arena *arena)
{
    const struct polfact *first = &side->list[i];
    const char *values = "";
    for (; i < side->count && same_subject(first, &side->list[i]); i++) {
        const struct polfact *fact = &side->list[i];
        if (fact->value[0] != '\0') {
            values = arena_printf(arena, "%s%s%s %s", values, values[0] == '\0' ? ": " : ", ",
                                  fact->field, fact->value);
        }
    }
    add(out, first,
        arena_printf(arena, "%s %s%s", first->subject, is_new ? "added" : "removed",
                     is_new ? values : ""),
        false, arena);
    return i;
}

static void add_field(struct polfacts_changes *out, const struct facts *old,
                      const struct polfact *before, const struct facts *new,
                      const struct polfact *after, struct arena *arena)
{
    const char *none = "nothing";
    if (before->who != NULL && after->who != NULL) {
        const char *change =
            polmembers_change(old->policy, before->who, new->policy, after->who, arena);
        if (change != NULL) {
            add(out, after, arena_printf(arena, "%s: %s %s", after->subject, after->field, change),
                false, arena);
        }
        return;
    }
    if (strcmp(before->value, after->value) != 0) {
        add(out, after,
            arena_printf(arena, "%s: %s %s -> %s", after->subject, after->field,
                         before->value[0] == '\0' ? none : before->value,
                         after->value[0] == '\0' ? none : after->value),
            before->answers || after->answers, arena);
    }
}

void polfacts_compare(const struct policy *before, const struct policy *after, struct arena *arena,
                      struct polfacts_changes *out)
{
    struct facts old = {.policy = before, .arena = arena};
    struct facts new = {.policy = after, .arena = arena};
    size_t o = 0;
    size_t n = 0;
    *out = (struct polfacts_changes){.count = 0};
    tell_all(&old);
    tell_all(&new);
    while (o < old.count || n < new.count) {
        int order = o == old.count ? 1 : n == new.count ? -1 : compare(&old.list[o], &new.list[n]);
        if (order < 0) {
            o = add_whole(out, &old, o, false, arena);
        } else if (order > 0) {
            n = add_whole(out, &new, n, true, arena);
        } else {
            add_field(out, &old, &old.list[o++], &new, &new.list[n++], arena);
        }
    }
}

bool polfacts_has(const struct polfacts_changes *changes, enum polfacts_kind kind)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].kind == kind) {
            return true;
        }
    }
    return false;
}

const char *polfacts_word(enum polfacts_kind kind)
{
    static const char *const words[] = {"names",    "clusters", "groups",
                                        "networks", "defaults", "law"};
    return words[kind];
}

json_t *polfacts_json(const struct polfacts_changes *changes)
{
    json_t *all = json_object();
    for (int kind = 0; kind < FACT_KINDS; kind++) {
        json_t *list = json_array();
        for (size_t i = 0; i < changes->count; i++) {
            if (changes->list[i].kind == (enum polfacts_kind)kind) {
                json_array_append_new(list, json_string(changes->list[i].text));
            }
        }
        json_object_set_new(all, polfacts_word((enum polfacts_kind)kind), list);
    }
    return all;
}
