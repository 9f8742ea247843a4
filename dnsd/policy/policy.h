/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A residency policy as its files say it: facts, law, taste, bindings and tests, checked for
 * spelling and references (findings S1 to S5) and otherwise unjudged.
 *
 * Lists are in the files' order; references between them are indexes (POLICY_NONE = none). All of
 * it lives in the policy's arena and is const once it was read. Reading makes sure that references,
 * cycles, terms and windows are right, that lists are not empty where they are written, and that
 * lists of last resorts end in servfail, refused or nodata.
 */
#ifndef DNSD_POLICY_POLICY_H
#define DNSD_POLICY_POLICY_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/errs.h"
#include "policy/facts.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    struct errs *errs;   /* only while it is read */
    const char **files;  /* the policy, then what it includes */
    struct bytes *texts; /* of the files; its own, or the caller's of policy_read_text() */
    size_t nfiles;
    const char *edition; /* builtin: "2026-01" */
    const char *country_paths[2];
    size_t ncountry_paths;
    const char *asn_path;
    const char *anonymous_path;
    uint32_t max_age_s; /* 0 = not said */
    struct pos data_at;
    struct pos asn_at;        /* where asn_path stands */
    bool unknown_unprotected; /* defaults.unknown: unprotected */
    bool no_ecs_unknown;      /* defaults.no-ecs: unknown */
    uint32_t ttl_s;           /* defaults.ttl, else 60 */
    struct pos health_at;     /* defaults.health; line 0 = not written */
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
    const char *claims_file; /* NULL = read without claims */
    struct bytes claims_text;
    struct policy_expect *claims;
    size_t nclaims;
};

/**
 * Read a policy and what it includes.
 *
 * Paths of `include` and `data` are beside the file that names them. Every finding S1 to S5 goes to
 * errs; with one of them there is no policy: NULL.
 * Owns: the caller frees it with policy_free(). errs shows lines of its texts until then.
 */
struct policy *policy_read(const char *path, struct errs *errs);

/** The same with a file of claims about it, whose findings are S1 to S5 too. */
struct policy *policy_read_claims(const char *path, const char *claims, struct errs *errs);

/** The same of a text that the caller has, and keeps until policy_free(). file: its path. */
struct policy *policy_read_text(const char *file, const char *text, size_t len, struct errs *errs);

/** Make errs forget the texts of a policy that is freed while errs goes on. */
void policy_forget(const struct policy *policy, struct errs *errs);

/** Free the policy; add nothing to errs about its files any more. NULL is fine. */
void policy_free(struct policy *policy);

#endif
