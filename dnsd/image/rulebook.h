/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A residency policy as tables: which cluster a client is given for a name, at any time, in any
 * state of health.
 *
 *     name ──→ binding ──(time)──→ table ─┬─(clear network)─→ map ──────────────→ decision
 *                                         └─(mixed network)─→ trie → mixed ─────→ decision
 *     decision: (share) part ──→ tiers of clusters ──→ last resorts ──→ target of the binding
 *
 * Decision numbers are indexes into SECTION_POLICY_DECISION and the values of the maps. The trie
 * has the networks that hold places of several decisions; its numbers lead to what such a network
 * gets as a whole: the law of all its places, the taste of what they have in common.
 */
#ifndef DNSD_IMAGE_RULEBOOK_H
#define DNSD_IMAGE_RULEBOOK_H

#include "base/addr.h"
#include "image/layout.h"
#include "image/open.h"

#include <stdint.h>

enum { POLICY_IMAGE_CLUSTERS = 64 }; /* bits of a mask */

/* A name that is bound, or one above a bound name: such names exist (RFC 4592 §2.2.2). */
struct image_policy_name {
    struct blob_ref name; /* lower-case wire; a policy's are sorted by length, then octets */
    uint32_t binding;     /* SECTION_POLICY_BINDING; REF_NONE = only exists */
    uint32_t zero;
};

enum image_policy_answer { POLICY_CNAME, POLICY_ADDRESS, POLICY_ANSWERS };

struct image_policy_binding {
    struct blob_ref name;  /* as bound: a part of the hash */
    struct blob_ref route; /* text: a part of the hash of shares */
    uint32_t answer;       /* enum image_policy_answer */
    uint32_t ttl_s;
    struct range_ref tables;  /* SECTION_POLICY_TABLE: one for each interval */
    struct range_ref targets; /* SECTION_TARGET: one for each cluster */
};

/* A binding in an interval of time. */
struct image_policy_table {
    uint32_t map;           /* SECTION_MAP: decision of each address */
    uint32_t unknown;       /* decision when no network is known at all */
    uint32_t root4;         /* SECTION_POLICY_NODE: all of IPv4; REF_NONE = one decision */
    uint32_t root6;         /* the same for IPv6 */
    struct range_ref mixed; /* SECTION_POLICY_MIXED: decisions by image_policy_node.mixed */
};

/* A network that holds places of several decisions; those that are divided alike share one. */
struct image_policy_node {
    uint32_t child[2]; /* its halves, by the next bit; REF_NONE = one decision */
    uint32_t mixed;    /* number of what its places have in common */
};

enum {
    POLICY_REFUSED = 1, /* the law leaves no cluster */
    POLICY_HASHED = 2,  /* a share, or a tier of several clusters: the scope is at least /24, /48 */
};

enum { POLICY_RULES_AT = sizeof("residency ") - 1 };

struct image_policy_decision {
    struct range_ref parts; /* SECTION_POLICY_PART, in order */
    struct range_ref lasts; /* SECTION_POLICY_LAST, in order; the end is SERVFAIL */
    struct blob_ref text;   /* what to say when nothing is given; names the rule */
    uint32_t flags;         /* POLICY_* */
    uint32_t rules_len;     /* octets of `text` from POLICY_RULES_AT on that name rules; 0 = none */
};

struct image_policy_part {
    uint32_t share;         /* hundredths of a percent of the client networks; 0 = all the rest */
    struct range_ref tiers; /* SECTION_POLICY_TIER: masks of clusters, none empty */
};

enum image_policy_last_kind {
    POLICY_LAST_CLUSTER,
    POLICY_LAST_TRY_ANYWAY,
    POLICY_LAST_SERVFAIL,
    POLICY_LAST_REFUSED,
    POLICY_LAST_NODATA,
    POLICY_LASTS
};

struct image_policy_last {
    uint32_t kind;    /* enum image_policy_last_kind */
    uint32_t cluster; /* of POLICY_LAST_CLUSTER */
};

struct image_policy_cluster {
    struct blob_ref name; /* text: a part of the hash */
    uint32_t weight;      /* from 1 */
    uint32_t zero;
};

enum { POLICY_NO_ECS_UNKNOWN = 1 /* without a client subnet nothing is known */ };

/* One element of SECTION_POLICY. */
struct image_policy {
    uint64_t checked;           /* clusters whose health is looked at; the others count as up */
    uint64_t drained;           /* clusters: only if nothing else */
    uint64_t off;               /* clusters: never */
    struct range_ref names;     /* SECTION_POLICY_NAME */
    struct range_ref clusters;  /* SECTION_POLICY_CLUSTER */
    struct range_ref edges;     /* SECTION_POLICY_EDGE: ends of all intervals but the last */
    struct range_ref decisions; /* SECTION_POLICY_DECISION: all that its tables lead to */
    uint32_t flags;             /* POLICY_NO_ECS_UNKNOWN */
    uint32_t zone_set;          /* names that exist beside the policy's; REF_NONE = no zone data */
};

/**
 * The least scope of an answer that goes by /24 and /48 (POLICY_HASHED). Inside a block that
 * carries IPv4 it is 24 bits more than the block's; a /48 that holds a block is halved until it
 * does not, for inside go scopes of their own.
 *
 * Units: bits in the family of the network. Source: policy-language.md, evaluation item 9; RFC 7871
 * §7.2.1: no two scopes may overlap.
 */
unsigned rulebook_least_scope(const struct prefix *client);

/**
 * The number of a policy's interval that a time is in.
 *
 * left_s  set to the seconds left in it; UINT64_MAX = it has no end
 */
static inline uint32_t rulebook_interval(const struct image *image,
                                         const struct image_policy *policy, uint64_t now_s,
                                         uint64_t *left_s)
{
    const int64_t *edges = (const int64_t *)image->at[SECTION_POLICY_EDGE] + policy->edges.first;
    int64_t now = now_s > INT64_MAX ? INT64_MAX : (int64_t)now_s;
    uint32_t i = 0;
    while (i < policy->edges.count && edges[i] <= now) {
        i++;
    }
    *left_s = i == policy->edges.count ? UINT64_MAX : (uint64_t)edges[i] - (uint64_t)now;
    return i;
}

/** Element `i` of SECTION_POLICY. */
static inline const struct image_policy *rulebook_at(const struct image *image, uint32_t i)
{
    return (const struct image_policy *)image->at[SECTION_POLICY] + i;
}

#endif
