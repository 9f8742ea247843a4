/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed image: the contract between the programs that parse and the program that serves.
 *
 *     +--------------------+ 0
 *     | struct layout_head | magic, version, size, digest, one entry per section
 *     +--------------------+ aligned to LAYOUT_ALIGN
 *     | section 0          | an array of equal elements, zero padding to LAYOUT_ALIGN
 *     +--------------------+
 *     | section 1 ...      | in the order of enum section, none missing (empty ones have count 0)
 *     +--------------------+ size
 *
 * Little-endian; padding is zero; the same input gives the same octets. References are indexes
 * into a section ("index < count" is the whole check), struct blob_ref into the blob, or, inside
 * one zone's segment, offsets from its start (image/segment.h), so that segments can be moved.
 * The digest is SHA-256 over everything after the digest field: it names exactly what is served.
 * No path of the machine, time, or interface address is in it: what this machine's supervisor needs
 * of those travels behind the image (image/local.h).
 *
 * To add a section: a row in enum section, its element's struct in the header that owns it, and a
 * row with its size and its check in image/section.c. Any change raises LAYOUT_VERSION.
 */
#ifndef DNSD_IMAGE_LAYOUT_H
#define DNSD_IMAGE_LAYOUT_H

#include <stdint.h>

#define LAYOUT_MAGIC "dnsdimg\n"

enum {
    LAYOUT_VERSION = 1,
    LAYOUT_ALIGN = 64,
    LAYOUT_DIGEST_SIZE = 32 /* octets: SHA-256 */
};

/* Element types stand beside each section; (n) is where the struct is defined. */
enum section {
    SECTION_FACTS,       /* struct image_facts, exactly one (image/block.h) */
    SECTION_BLOB,        /* octets: names and texts, by struct blob_ref */
    SECTION_NAME,        /* struct blob_ref: lists of lower-case wire names */
    SECTION_PREFIX,      /* struct image_prefix: lists of networks (image/block.h) */
    SECTION_TYPE,        /* uint16_t: lists of record types */
    SECTION_LISTEN,      /* struct image_listen (image/block.h) */
    SECTION_ROUTE_SLOT,  /* struct image_slot: hash of a zone name -> route */
    SECTION_ROUTE,       /* struct image_route (image/block.h) */
    SECTION_CANDIDATE,   /* struct image_candidate (image/block.h) */
    SECTION_BLOCK,       /* struct image_block (image/block.h) */
    SECTION_STEP,        /* struct image_step (image/block.h) */
    SECTION_ZONE_SLOT,   /* struct image_slot: hash of (zone set, apex) -> zone */
    SECTION_ZONE,        /* struct image_zone (image/segment.h) */
    SECTION_ZONE_DATA,   /* octets: one segment per zone (image/segment.h) */
    SECTION_MAP,         /* struct image_map: address -> number (image/map.h) */
    SECTION_MAP_DATA,    /* octets: the tables of the maps (image/map.h) */
    SECTION_GEO,         /* struct image_geo: a geoip block with targets (image/geo.h) */
    SECTION_GEO_NAME,    /* struct image_geo_name (image/geo.h) */
    SECTION_TARGET,      /* struct image_target (image/geo.h) */
    SECTION_ANSWER,      /* octets: renderings that belong to no zone (image/rendering.h) */
    SECTION_ACL,         /* struct image_acl (image/acl.h) */
    SECTION_ACL_RULE,    /* struct image_acl_rule (image/acl.h) */
    SECTION_CHAOS,       /* struct image_chaos (image/block.h) */
    SECTION_HEADER,      /* struct image_header_rule (image/block.h) */
    SECTION_LABEL,       /* struct image_label: facts that view and log name (image/metadata.h) */
    SECTION_LABEL_TEXT,  /* struct blob_ref: columns of the labels' texts */
    SECTION_LOG,         /* struct image_log (image/logrule.h) */
    SECTION_LOG_RULE,    /* struct image_log_rule (image/logrule.h) */
    SECTION_ERRORS,      /* struct image_errors (image/errorrule.h) */
    SECTION_ERROR_RULE,  /* struct image_error_rule (image/errorrule.h) */
    SECTION_LOG_PART,    /* struct image_log_part (image/logrule.h) */
    SECTION_ERRATIC,     /* struct image_erratic (image/block.h) */
    SECTION_HOSTS,       /* struct image_hosts (image/hosts.h) */
    SECTION_BALANCE,     /* struct image_balance (image/balance.h) */
    SECTION_WEIGHT_NAME, /* struct image_weight_name (image/balance.h) */
    SECTION_WEIGHT,      /* struct image_weight (image/balance.h) */
    SECTION_PATTERN,     /* struct blob_ref: texts of regular expressions (image/patterns.h) */
    SECTION_VIEW,        /* struct image_view (image/viewop.h) */
    SECTION_VIEW_OP,     /* struct image_view_op (image/viewop.h) */
    SECTION_POLICY_CLUSTER,  /* struct image_policy_cluster (image/rulebook.h) */
    SECTION_POLICY_TIER,     /* uint64_t: masks of clusters (image/rulebook.h) */
    SECTION_POLICY_PART,     /* struct image_policy_part (image/rulebook.h) */
    SECTION_POLICY_LAST,     /* struct image_policy_last (image/rulebook.h) */
    SECTION_POLICY_DECISION, /* struct image_policy_decision (image/rulebook.h) */
    SECTION_POLICY_NODE,     /* struct image_policy_node (image/rulebook.h) */
    SECTION_POLICY_MIXED,    /* uint32_t: decisions (image/rulebook.h) */
    SECTION_POLICY_TABLE,    /* struct image_policy_table (image/rulebook.h) */
    SECTION_POLICY_BINDING,  /* struct image_policy_binding (image/rulebook.h) */
    SECTION_POLICY_NAME,     /* struct image_policy_name (image/rulebook.h) */
    SECTION_POLICY_EDGE,     /* int64_t: seconds since 1970 UTC (image/rulebook.h) */
    SECTION_POLICY,          /* struct image_policy: one `residency` (image/rulebook.h) */
    SECTION_NAMEPLATE,       /* struct image_nameplate (image/nameplate.h) */
    SECTION_ACCOUNT_TEXT,    /* struct blob_ref: lists of texts (image/account.h) */
    SECTION_ACCOUNT_SPOT,    /* struct image_account_spot (image/account.h) */
    SECTION_ACCOUNT_RULE,    /* struct image_account_rule (image/account.h) */
    SECTION_ACCOUNT_BINDING, /* struct image_account_binding (image/account.h) */
    SECTION_ACCOUNT_TIME,    /* struct image_account_interval (image/account.h) */
    SECTION_ACCOUNT,         /* struct image_account: words for one policy (image/account.h) */
    SECTION_COUNT
};

/* Where a section is. */
struct layout_section {
    uint64_t at;    /* octets from the start of the image */
    uint64_t count; /* elements */
    uint32_t size;  /* octets of one element: must be what this version says */
    uint32_t zero;
};

struct layout_head {
    char magic[8];
    uint32_t version;
    uint32_t nsections;
    uint8_t digest[LAYOUT_DIGEST_SIZE]; /* SHA-256 of all that follows this field */
    uint64_t size;                      /* octets of the whole image */
    struct layout_section sections[SECTION_COUNT];
};

/* `len` octets at offset `at` of SECTION_BLOB. len 0 = nothing. */
struct blob_ref {
    uint32_t at;
    uint32_t len;
};

/* `count` elements from `first` on of the section that the field names. */
struct range_ref {
    uint32_t first;
    uint32_t count;
};

/* "No element" in a field that is an index. */
#define REF_NONE UINT32_MAX

/*
 * One slot of an open-addressing hash table with linear probing. The table has a power of two of
 * slots, at most half of them used; the start slot is the low bits of the key's hash.
 */
struct image_slot {
    uint32_t tag;   /* the high 32 bits of the key's hash */
    uint32_t value; /* index + 1 in the table's section; 0 = the slot is empty */
};

#endif
