/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an explanation of a policy's answers needs beside the policy's tables (image/rulebook.h):
 * which places a client network holds, how law and taste match them, and the words for it. It is
 * in the image only where somebody may ask: `explain` in the Corefile, and tools.
 *
 *     client ─┬─(spot map)─────→ spot: its text, and how each rule and route entry matches it
 *             ├─(own map)──────→ the own networks that hold it, where a spot does not tell
 *             ├─(database map)─→ what the country database says of it
 *             └─(corrections)──→ the correction that holds it
 *
 * It decides nothing: what a client is given comes from the policy's tables alone.
 */
#ifndef DNSD_IMAGE_ACCOUNT_H
#define DNSD_IMAGE_ACCOUNT_H

#include "image/layout.h"
#include "image/open.h"

#include <stdint.h>

enum { ACCOUNT_SPOTS_MAX = 1 << 18 }; /* of one interval: a reader keeps a bit for each */

/* How `who` matches; of what is outside its window: no. */
enum account_truth { ACCOUNT_NO, ACCOUNT_MAYBE, ACCOUNT_YES, ACCOUNT_TRUTHS };

/* A place as the policy sees it, or what the places of a mixed network have in common. */
struct image_account_spot {
    struct blob_ref text;   /* "NL", "unknown", "US in 198.51.100.0/24" */
    struct blob_ref truths; /* octets, enum account_truth: of each rule, then of each entry */
    uint32_t known;         /* 1 = its country is known, else 0 */
    uint32_t zero;
};

struct image_account_rule {
    struct blob_ref name;
    struct blob_ref who;      /* "[eea], edition 2026-01" */
    struct blob_ref names;    /* octets: of each binding, 1 = the rule covers it */
    struct range_ref reasons; /* SECTION_ACCOUNT_TEXT: of each cluster, why it breaks the rule;
                                 empty = it does not */
};

/* Of one binding of the policy. */
struct image_account_binding {
    uint64_t lasts;           /* clusters: its last resorts */
    struct range_ref entries; /* of its route: numbers among the account's entries */
    struct range_ref answers; /* SECTION_ACCOUNT_TEXT: of each cluster, "CNAME nl.example." */
};

/* What holds in one interval of time. */
struct image_account_interval {
    uint32_t spot_map;       /* SECTION_MAP: number of the spot of each address */
    uint32_t correction_map; /* SECTION_MAP: number of the correction + 1; 0 = none */
    uint32_t own_map;        /* SECTION_MAP: number of the set of own networks; REF_NONE = spots
                                tell them */
    uint32_t unknown;        /* SECTION_ACCOUNT_SPOT: when no network is known at all */
    struct range_ref owns;   /* SECTION_ACCOUNT_TEXT: by that number, "192.0.2.0/24"; 0 = none */
    struct range_ref spots;  /* SECTION_ACCOUNT_SPOT */
    struct range_ref mixed;  /* SECTION_ACCOUNT_SPOT, without text: by image_policy_node.mixed */
};

enum { ACCOUNT_UNPROTECTED = 1 /* a rule applies only where `who` matches with yes */ };

/* One element of SECTION_ACCOUNT. */
struct image_account {
    uint32_t policy;              /* SECTION_POLICY */
    uint32_t flags;               /* ACCOUNT_* */
    uint32_t first_binding;       /* SECTION_POLICY_BINDING: the first of the policy's */
    uint32_t database_map;        /* SECTION_MAP: number of what the database says */
    struct range_ref countries;   /* SECTION_ACCOUNT_TEXT: by that number, "DE"; "" = unknown */
    struct range_ref registered;  /* SECTION_ACCOUNT_TEXT: the same, of the holder; "" = no other */
    struct range_ref corrections; /* SECTION_ACCOUNT_TEXT: "203.0.113.0/24, NET-1182" */
    struct range_ref rules;       /* SECTION_ACCOUNT_RULE */
    struct range_ref entries;     /* SECTION_ACCOUNT_TEXT: "routes.web entry 3 [eea]" */
    struct range_ref bindings;    /* SECTION_ACCOUNT_BINDING: by number from first_binding on */
    struct range_ref intervals;   /* SECTION_ACCOUNT_TIME: as many as the policy has */
    struct range_ref allowed;     /* SECTION_PREFIX: who may ask over DNS */
};

/** Element `i` of SECTION_ACCOUNT. */
static inline const struct image_account *account_at(const struct image *image, uint32_t i)
{
    return (const struct image_account *)image->at[SECTION_ACCOUNT] + i;
}

/** Text `i` of a range of SECTION_ACCOUNT_TEXT. */
static inline struct blob_ref account_text(const struct image *image, struct range_ref texts,
                                           uint32_t i)
{
    return ((const struct blob_ref *)image->at[SECTION_ACCOUNT_TEXT])[texts.first + i];
}

#endif
