/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readcluster.h"

#include "policy/term.h"

#include <string.h>

enum {
    PORT_MAX = 65535,
    WEIGHT_MAX = 65535,
    ADDRESSES_MAX = 32,
    RUN_MAX = 100,          /* probes in a row */
    EVERY_MIN_MS = 1000,    /* often enough for DNS, seldom enough for the probed */
    EVERY_MAX_MS = 3600000, /* an hour */
    TIMEOUT_MIN_MS = 100,
    TIMEOUT_MAX_MS = 60000
};

struct policy_health readcluster_no_health(void)
{
    return (struct policy_health){.every_ms = 10000, .timeout_ms = 3000, .fall = 3, .rise = 2};
}

static void set_probe(struct read *r, const struct yaml *value, struct policy_health *health,
                      enum policy_probe probe)
{
    if (health->probe != PROBE_NONE) {
        read_fault(r, "S1", value, "a second way to probe; keep one of https, http, tcp and file");
    }
    health->probe = probe;
}

static void read_url_path(struct read *r, const struct yaml *value, struct policy_health *health)
{
    health->path = read_kept(r, value, "a path");
    if (health->path != NULL && health->path[0] != '/') {
        read_fault(r, "S1", value, "'%.60s' is no path; write one such as /healthz", health->path);
    }
}

static void read_https(struct read *r, const struct yaml *value, void *out)
{
    set_probe(r, value, out, PROBE_HTTPS);
    read_url_path(r, value, out);
}

static void read_http(struct read *r, const struct yaml *value, void *out)
{
    set_probe(r, value, out, PROBE_HTTP);
    read_url_path(r, value, out);
}

static void read_port(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    uint32_t port;
    if (read_u32(r, value, "a port", 1, PORT_MAX, &port)) {
        health->port = (uint16_t)port;
    }
}

static void read_tcp(struct read *r, const struct yaml *value, void *out)
{
    set_probe(r, value, out, PROBE_TCP);
    read_port(r, value, out);
}

static void read_file(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    set_probe(r, value, out, PROBE_FILE);
    health->path = read_path(r, value, "file");
}

static void read_host(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    health->host = read_kept(r, value, "host");
}

static bool read_addr(struct read *r, const struct yaml *value, struct addr *out)
{
    const char *text = read_word(r, value, "an address");
    if (text == NULL) {
        return false;
    }
    if (!addr_parse(text, out)) {
        return read_fault(r, "S1", value,
                          "'%.60s' is no address; write one such as 192.0.2.10 or "
                          "\"2001:db8:10::10\"",
                          text);
    }
    return true;
}

static void read_probe_address(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    health->has_address = read_addr(r, value, &health->address);
}

static void read_every(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    uint64_t ms;
    if (read_duration(r, value, "a time between probes", EVERY_MIN_MS, EVERY_MAX_MS, &ms)) {
        health->every_ms = (uint32_t)ms;
    }
}

static void read_timeout(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    uint64_t ms;
    if (read_duration(r, value, "a timeout", TIMEOUT_MIN_MS, TIMEOUT_MAX_MS, &ms)) {
        health->timeout_ms = (uint32_t)ms;
    }
}

static void read_fall(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    read_u32(r, value, "a number of probes", 1, RUN_MAX, &health->fall);
}

static void read_rise(struct read *r, const struct yaml *value, void *out)
{
    struct policy_health *health = out;
    read_u32(r, value, "a number of probes", 1, RUN_MAX, &health->rise);
}

/* The times first: they stand in the defaults, too. */
static const struct read_spec health_specs[] = {
    {"every", read_every, false},
    {"timeout", read_timeout, false},
    {"fall", read_fall, false},
    {"rise", read_rise, false},
    {"https", read_https, false},
    {"http", read_http, false},
    {"tcp", read_tcp, false},
    {"file", read_file, false},
    {"port", read_port, false},
    {"host", read_host, false},
    {"address", read_probe_address, false},
};

enum { TIMES = 4 };

void readcluster_health(struct read *r, const struct yaml *value, bool defaults,
                        struct policy_health *out)
{
    out->at = value->at;
    read_map(r, value, defaults ? "health among the defaults" : "health", value, health_specs,
             defaults ? TIMES : ARRAY_LEN(health_specs), out);
    if (!defaults && value->kind == YAML_MAP && out->probe == PROBE_NONE) {
        read_fault(r, "S1", value,
                   "health does not say how to probe; write https: /path, http: /path, tcp: port "
                   "or file: name");
    }
    bool timed = yaml_get(value, "every") != NULL || yaml_get(value, "timeout") != NULL;
    if (timed && out->timeout_ms > out->every_ms) {
        read_fault(r, "S1", value,
                   "the timeout is longer than the time between probes; write a shorter one");
    }
}

static void read_target(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    const char *why;
    const char *text = read_word(r, value, "a target");
    struct addr address;
    if (text == NULL) {
        return;
    }
    if (addr_parse(text, &address)) {
        cluster->target.len = 1; /* it has one, so nothing more is said */
        read_fault(r, "S1", value, "'%.60s' is an address; write it in addresses: [..]", text);
        return;
    }
    if (!name_parse(text, strlen(text), NULL, &cluster->target, &why)) {
        cluster->target.len = 1; /* it has one, so nothing more is said */
        read_fault(r, "S1", value,
                   "'%.80s' is no domain name: %s; write one such as nl.example.org.", text, why);
    } else if (cluster->target.len == 1 || memcmp(cluster->target.octets, "\1*", 2) == 0) {
        read_fault(r, "S1", value,
                   "'%.80s' is no name of a host; write one such as nl.example.org.", text);
    }
    name_lower(&cluster->target);
}

static void read_trust(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"false", "true"};
    struct policy_cluster *cluster = out;
    size_t which;
    if (read_choice(r, value, "an answer to whether a target is trusted", words, ARRAY_LEN(words),
                    &which)) {
        cluster->trust_target = which == 1;
    }
}

static bool holds(const struct addr *addresses, size_t count, const struct addr *addr)
{
    for (size_t i = 0; i < count; i++) {
        if (addr_equal(&addresses[i], addr)) {
            return true;
        }
    }
    return false;
}

static void read_addresses(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    struct addr *addresses = arena_alloc(r->arena, ADDRESSES_MAX * sizeof(*addresses));
    cluster->addresses = addresses;
    cluster->naddresses = 1; /* it has some, so nothing more is said when they are wrong */
    if (!read_is_list(r, value, "addresses")) {
        return;
    }
    if (value->count > ADDRESSES_MAX) {
        read_fault(r, "S1", value, "%zu addresses; write at most %d", value->count, ADDRESSES_MAX);
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        if (!read_addr(r, value->items[i], &addresses[count])) {
            continue;
        }
        if (holds(addresses, count, &addresses[count])) {
            read_fault(r, "S1", value->items[i], "'%.60s' stands twice in this list; keep one",
                       value->items[i]->text);
        }
        count++;
    }
    cluster->naddresses = count > 0 ? count : 1;
}

static void read_location(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    term_location(r, value, cluster->location);
}

static void read_operators(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    read_references(r, value, READ_OPERATORS, &cluster->operators, &cluster->noperators);
}

static void read_cluster_health(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    readcluster_health(r, value, false, &cluster->health);
}

static void read_weight(struct read *r, const struct yaml *value, void *out)
{
    struct policy_cluster *cluster = out;
    read_u32(r, value, "a weight", 1, WEIGHT_MAX, &cluster->weight);
}

static void read_state(struct read *r, const struct yaml *value, void *out)
{
    static const char *const words[] = {"active", "drain", "off"};
    struct policy_cluster *cluster = out;
    size_t which;
    if (read_choice(r, value, "a state", words, ARRAY_LEN(words), &which)) {
        cluster->state = (enum policy_state)which;
    }
}

static void refuse_at(struct read *r, const struct yaml *value, void *out)
{
    (void)out;
    read_fault(r, "S1", value,
               "'at' is kept for a later version, and nothing reads it yet; take "
               "it out");
}

static const struct read_spec specs[] = {
    {"location", read_location, true},
    {"controlled-by", read_operators, true},
    {"target", read_target, false},
    {"trust-target", read_trust, false},
    {"addresses", read_addresses, false},
    {"health", read_cluster_health, false},
    {"weight", read_weight, false},
    {"state", read_state, false},
    {"at", refuse_at, false},
};

static void read_one(struct read *r, const struct yaml_pair *pair, const char *what,
                     struct policy_cluster *cluster)
{
    cluster->name = arena_text(r->arena, pair->key->text, strlen(pair->key->text));
    cluster->at = pair->key->at;
    cluster->weight = 1;
    cluster->health = r->health;
    read_is_name(r, pair->key, what);
    read_map(r, pair->value, what, pair->key, specs, ARRAY_LEN(specs), cluster);
    if (cluster->trust_target && cluster->target.len == 0) {
        read_fault(r, "S1", yaml_get(pair->value, "trust-target"),
                   "there is no target to trust; write one, or take the line out");
    }
    if (pair->value->kind == YAML_MAP && yaml_get(pair->value, "target") == NULL &&
        yaml_get(pair->value, "addresses") == NULL) {
        cluster->target.len = 1; /* so nothing more is said */
        cluster->naddresses = 1;
        if (!r->broken) {
            read_fault(r, "S1", pair->key,
                       "%s lacks what to answer; write target: a name, addresses: [..], or both",
                       what);
        }
    }
}

void readcluster_cluster(struct read *r, const struct yaml_pair *pair, size_t i)
{
    static const char *const taken[] = {"same-country", "any-eligible", "try-anyway",
                                        "servfail",     "refused",      "nodata"};
    for (size_t k = 0; k < ARRAY_LEN(taken); k++) {
        if (strcmp(pair->key->text, taken[k]) == 0) {
            read_fault(r, "S1", pair->key, "'%s' is a word of the language; write another name",
                       taken[k]);
        }
    }
    read_one(r, pair, "a cluster", &r->policy->clusters[i]);
}

void readcluster_nameserver(struct read *r, const struct yaml_pair *pair, size_t i)
{
    read_one(r, pair, "a name server", &r->policy->nameservers[i]);
}
