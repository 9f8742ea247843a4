/* SPDX-License-Identifier: Apache-2.0 */
/* The facts of a residency policy: people, operators, clusters, networks. See policy/policy.h. */
#ifndef DNSD_POLICY_FACTS_H
#define DNSD_POLICY_FACTS_H

#include "base/addr.h"
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
    const struct policy_term *list; /* as written */
    size_t count;
    const uint32_t *nets; /* long lists (policy/netlist.h): numbers of its networks, ascending */
    size_t nnets;         /* 0 = the list has no index */
    const struct policy_term *others; /* with an index: the terms that are no networks */
    size_t nothers;
    const uint32_t *origins; /* where nets, then others stand in the list */
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
    bool trust_target;  /* F3 only warns: somebody else serves it, and is trusted */
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

#endif
