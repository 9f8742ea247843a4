/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A residency policy as its files say it: facts, law, taste, bindings and tests, checked for
 * spelling and references (findings S1 to S5) and otherwise unjudged.
 *
 * Lists are in the files' order; references between them are indexes (POLICY_NONE = none). All of
 * it lives in the policy's arena and is const once it was read.
 */
#ifndef DNSD_POLICY_POLICY_H
#define DNSD_POLICY_POLICY_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/errs.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_NONE UINT32_MAX

enum { POLICY_CLUSTERS_MAX = 64 }; /* a set of clusters is one word of bits */

/* A span of time: from inclusive, until exclusive; seconds since 1970 UTC. */
struct policy_window {
    int64_t from_s;  /* INT64_MIN = since ever */
    int64_t until_s; /* INT64_MAX = for ever */
};

/* What stands in `who`, in groups and in the conditions of the law. The shape decides. */
enum term_kind {
    TERM_COUNTRY,     /* NL */
    TERM_SUBDIVISION, /* US-CA */
    TERM_CONTINENT,   /* continent-europe */
    TERM_BUILTIN,     /* eea: index into the edition's groups (policy/builtin.h) */
    TERM_ASN,         /* AS1136 */
    TERM_NETWORK,     /* index into policy.prefixes */
    TERM_UNKNOWN,     /* unknown */
    TERM_ANY,         /* any */
    TERM_GROUP        /* index into policy.groups */
};

struct policy_term {
    enum term_kind kind;
    char code[8];    /* "NL", "US-CA", "EU" (continent code); NUL-terminated */
    uint32_t number; /* AS number, or index as the kind says */
    struct pos at;
};

struct policy_terms {
    const struct policy_term *list;
    size_t count;
};

/* A set of people: the parts that are present must all hold. A plain list is any_of. */
struct policy_who {
    bool has_any_of;
    bool has_all_of;
    bool has_none_of;
    struct policy_terms any_of;
    struct policy_terms all_of;
    struct policy_terms none_of;
    struct pos at;
};

struct policy_operator {
    const char *name;
    struct pos at;
    char country[3];
    uint32_t parent;       /* operators; POLICY_NONE */
    const char (*also)[3]; /* also-subject-to: country codes */
    size_t nalso;
    const uint32_t *asns;
    size_t nasns;
};

enum policy_state { STATE_ACTIVE, STATE_DRAIN, STATE_OFF };

enum policy_probe { PROBE_NONE, PROBE_HTTPS, PROBE_HTTP, PROBE_TCP, PROBE_FILE };

/* Kept for the health prober, which comes later; checked now. */
struct policy_health {
    enum policy_probe probe; /* PROBE_NONE: counts as up */
    const char *path;        /* of http(s), or the file */
    uint16_t port;           /* 0 = the probe's default */
    const char *host;        /* NULL = the target */
    bool has_address;
    struct addr address;
    uint32_t every_ms;
    uint32_t timeout_ms;
    uint32_t fall;
    uint32_t rise;
    struct pos at;
};

/* A cluster, or one of our name servers: bit `index` of every mask of clusters. */
struct policy_cluster {
    const char *name;
    struct pos at;
    struct name target; /* len 0 = none */
    const struct addr *addresses;
    size_t naddresses;
    char location[8];          /* "NL" or "US-CA" */
    const uint32_t *operators; /* controlled-by */
    size_t noperators;
    struct policy_health health;
    uint32_t weight;
    enum policy_state state;
};

struct policy_group {
    const char *name;
    struct policy_who who;
};

/* A correction of the map: the place is `country` there. */
struct policy_network {
    struct prefix prefix;
    char country[3]; /* empty = unknown */
    const char *why;
    const char *ticket;
    struct policy_window window;
    struct pos at;
};

/* A condition about clusters: terms of places only (S1). */
struct policy_condition {
    bool present;
    struct policy_terms terms; /* any of */
    struct pos at;
};

struct policy_rule {
    const char *name;
    struct policy_who who;
    struct policy_condition located_in;
    struct policy_condition not_located_in;
    struct policy_condition controlled_from;
    struct policy_condition not_controlled_from;
    bool has_only;
    uint64_t only;         /* mask of clusters */
    uint64_t never;        /* mask of clusters */
    const uint32_t *names; /* policy.names; nnames 0 = all */
    size_t nnames;
    struct policy_window window;
    const char *why;
    struct pos at;
};

enum tier_kind { TIER_CLUSTERS, TIER_SAME_COUNTRY, TIER_ANY_ELIGIBLE };

struct policy_tier {
    enum tier_kind kind;
    uint64_t clusters; /* of TIER_CLUSTERS: a mask */
    struct pos at;
};

/* One entry of a route. */
struct policy_entry {
    struct policy_who who;
    const struct policy_tier *tiers;
    size_t ntiers;
    uint32_t share; /* hundredths of a percent, 1 to 9999; 0 = no share */
    struct policy_window window;
    struct pos at;
};

struct policy_route {
    const char *name;
    struct pos at;
    const struct policy_entry *entries;
    size_t nentries;
};

enum last_kind { LAST_CLUSTER, LAST_TRY_ANYWAY, LAST_SERVFAIL, LAST_REFUSED, LAST_NODATA };

/* One word of when-none-healthy. */
struct policy_last {
    enum last_kind kind;
    uint32_t cluster; /* of LAST_CLUSTER */
    struct pos at;
};

struct policy_lasts {
    const struct policy_last *list;
    size_t count;
};

enum policy_answer { ANSWER_CNAME, ANSWER_ADDRESS };

/* A name that the policy answers. */
struct policy_name {
    struct name name; /* lower case; a leading "*" label is a wildcard */
    struct pos at;
    uint32_t route;
    enum policy_answer answer;
    uint32_t ttl_s;
    struct policy_lasts lasts; /* its own, else the defaults' */
};

/* A set of clusters in an expectation or claim: by name, or by where they are (claims only). */
struct policy_clusters {
    uint64_t named;
    struct policy_condition located_in;
    struct policy_condition controlled_from;
};

struct policy_expect {
    bool from_prefix; /* a client network; else a set of people */
    struct prefix prefix;
    struct policy_terms from;
    const uint32_t *names; /* policy.names; nnames 0 = all */
    size_t nnames;
    uint64_t down;
    bool has_at;
    int64_t at_s;
    bool has_lands_on;
    struct policy_clusters lands_on;
    bool has_never;
    struct policy_clusters never;
    const char *why;
    struct pos at;
};

/* A finding that the operator accepts. */
struct policy_allow {
    char code[4];
    const char *subject; /* "for"; NULL = all */
    struct policy_window window;
    const char *why;
    struct pos at;
};

struct policy {
    struct arena *arena;
    struct errs *errs;  /* only while it is read */
    const char **files; /* the policy, then what it includes */
    size_t nfiles;
    const char *edition; /* builtin: "2026-01" */
    const char *country_paths[2];
    size_t ncountry_paths;
    const char *asn_path;
    const char *anonymous_path;
    uint32_t max_age_s; /* 0 = not said */
    struct pos data_at;
    bool unknown_unprotected; /* defaults.unknown: unprotected */
    bool no_ecs_unknown;      /* defaults.no-ecs: unknown */
    uint32_t ttl_s;           /* defaults.ttl, else 60 */
    struct policy_operator *operators;
    size_t noperators;
    struct policy_cluster *clusters; /* at most POLICY_CLUSTERS_MAX */
    size_t nclusters;
    struct policy_cluster *nameservers;
    size_t nnameservers;
    struct policy_group *groups;
    size_t ngroups;
    struct policy_network *networks;
    size_t nnetworks;
    struct prefix *prefixes; /* the distinct own networks of groups and `who` */
    size_t nprefixes;
    struct policy_rule *rules;
    size_t nrules;
    struct policy_route *routes;
    size_t nroutes;
    struct policy_name *names;
    size_t nnames;
    struct policy_expect *expects;
    size_t nexpects;
    struct policy_allow *allows;
    size_t nallows;
};

#endif
