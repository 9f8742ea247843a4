/* SPDX-License-Identifier: Apache-2.0 */
/* Server blocks in the image: listeners, the way from a name to a block, and a block's steps. */
#ifndef DNSD_IMAGE_BLOCK_H
#define DNSD_IMAGE_BLOCK_H

#include "image/layout.h"

#include <stdint.h>

enum { FACTS_DEBUG = 1 /* `debug`: the programs say more about themselves */ };

/* The one element of SECTION_FACTS: what holds for the whole image. */
struct image_facts {
    uint64_t name_seed;       /* of hash_root() for every table of names in this image */
    uint32_t route_slot_mask; /* slots - 1 of SECTION_ROUTE_SLOT */
    uint32_t zone_slot_mask;  /* slots - 1 of SECTION_ZONE_SLOT */
    uint32_t route_depth;     /* labels of the longest zone of any block */
    uint32_t zone_depth;      /* labels of the longest apex of any zone */
    uint32_t workers;         /* threads that serve; 0 = one per CPU */
    uint32_t nzone_sets;      /* zone set numbers are below this */
    uint32_t reload_ms;       /* interval of the Corefile's check; 0 = no `reload` */
    uint32_t reload_jitter_ms;
    uint32_t flags; /* FACTS_* */
    uint32_t zero;
};

enum listen_scheme { LISTEN_DNS };

/*
 * An address to listen on, in the operator's words: the supervisor turns interface names into
 * addresses. `group` numbers sets of listeners that the same blocks use.
 */
struct image_listen {
    struct blob_ref address; /* "127.0.0.1", "eth0"; empty = every address */
    uint16_t port;
    uint8_t scheme;   /* enum listen_scheme */
    uint8_t group;    /* 0-63: bit of image_candidate.groups */
    uint32_t read_ms; /* TCP: time for a whole message after its first octet */
    uint32_t write_ms;
    uint32_t idle_ms;
    uint32_t max_queries;    /* on one TCP connection; 0 = unlimited */
    struct range_ref except; /* SECTION_NAME as texts: addresses or interfaces left out */
};

/* A zone that blocks serve. SECTION_ROUTE_SLOT finds it by hash_label() of its name. */
struct image_route {
    struct blob_ref zone;        /* lower-case wire name */
    struct range_ref candidates; /* SECTION_CANDIDATE, in the Corefile's order */
};

struct image_candidate {
    uint64_t groups; /* bit n: the block listens on listeners of group n */
    uint32_t block;  /* SECTION_BLOCK */
    uint32_t view;   /* SECTION_VIEW, or REF_NONE: takes every query */
};

/* When a step runs: the order of enum stage is the order in a query's life. */
enum stage { STAGE_ADMIT, STAGE_ANSWER, STAGE_SHAPE, STAGE_ACCOUNT, STAGE_COUNT };

/* What a step does: one row per file in step/; plugin_add_step() is told at which stage. */
enum step_kind {
    STEP_ZONE,            /* file, auto: arg = zone set */
    STEP_GEO_FIRST,       /* geoip with targets, before zone data: `names` and apexes */
    STEP_GEO,             /* geoip with targets: arg of both = SECTION_GEO */
    STEP_WHOAMI,          /* arg unused */
    STEP_ACL,             /* arg = SECTION_ACL */
    STEP_ANY,             /* arg unused */
    STEP_CHAOS,           /* arg = SECTION_CHAOS */
    STEP_MINIMAL,         /* arg unused */
    STEP_HEADER_QUERY,    /* arg = SECTION_HEADER */
    STEP_HEADER_RESPONSE, /* arg = SECTION_HEADER */
    STEP_LOG_BEGIN,       /* arg unused */
    STEP_LOG,             /* arg = SECTION_LOG */
    STEP_ERRORS,          /* arg = SECTION_ERRORS */
    STEP_HOSTS,           /* arg = SECTION_HOSTS */
    STEP_ERRATIC,         /* arg = SECTION_ERRATIC */
    STEP_LOCALHOST,       /* arg unused */
    STEP_LOADBALANCE,     /* arg = SECTION_BALANCE */
    STEP_RESIDENCY,       /* arg = SECTION_POLICY */
    STEP_NAMEPLATE,       /* arg = SECTION_NAMEPLATE */
    STEP_EXPLAIN,         /* arg = SECTION_ACCOUNT */
    STEP_KIND_COUNT
};

struct image_step {
    uint32_t kind; /* enum step_kind */
    uint32_t arg;  /* index that enum step_kind tells; see verify_block.c */
};

/* Where the client of a query is taken from (corefile.md §1, "where ECS is on"). */
enum ecs_mode {
    ECS_ECHO, /* answers do not depend on the client: checked, returned with scope 0 */
    ECS_USE,  /* the client's network when present, else the source address */
    ECS_OFF   /* an unknown option: neither checked nor returned */
};

enum {
    BLOCK_NSID = 1,      /* tell who asks for it which server this is (RFC 5001) */
    BLOCK_NSID_MAX = 128 /* octets: leaves room for answers in 512 */
};

struct image_block {
    uint32_t steps[STAGE_COUNT + 1]; /* SECTION_STEP: stage s runs [steps[s], steps[s + 1]) */
    uint16_t udp_size;               /* octets: our UDP limit and what our OPT says */
    uint8_t ecs_mode;                /* enum ecs_mode */
    uint8_t flags;                   /* BLOCK_* */
    struct range_ref ecs_from;       /* SECTION_PREFIX: who may send ECS; empty = everyone */
    struct blob_ref zone;            /* its first key's zone: lower-case wire name */
    struct blob_ref nsid;            /* with BLOCK_NSID: what to send; empty = the host's name */
};

/* What `chaos` answers; an element of SECTION_CHAOS. */
struct image_chaos {
    struct blob_ref version;  /* text */
    struct range_ref authors; /* SECTION_NAME as texts */
};

/* How `erratic` errs; an element of SECTION_ERRATIC. */
struct image_erratic {
    uint32_t drop;     /* one reply of so many is not sent; 0 = none */
    uint32_t truncate; /* one of so many has TC; 0 = none */
    uint32_t large;    /* not 0: 30 addresses */
};

/* Flag bits that `header` changes, as in the header's second 16-bit word. */
struct image_header_rule {
    uint16_t set;
    uint16_t clear;
};

/* A network, in host terms: struct prefix of base/addr.h with a fixed layout. */
struct image_prefix {
    uint8_t octets[16];
    uint8_t family;
    uint8_t bits;
    uint8_t zero[2];
};

#endif
