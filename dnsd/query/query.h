/* SPDX-License-Identifier: Apache-2.0 */
/* One query on its way from octets to octets, over one image. */
#ifndef DNSD_QUERY_QUERY_H
#define DNSD_QUERY_QUERY_H

#include "base/addr.h"
#include "base/bytes.h"
#include "base/ring.h"
#include "image/errorrule.h"
#include "image/find.h"
#include "image/open.h"
#include "image/patterns.h"
#include "image/states.h"
#include "query/tailored.h"
#include "wire/message.h"

#include <stdbool.h>
#include <stdint.h>

/* Extended DNS errors that are sent. Source: RFC 8914 §4 and the IANA registry. */
enum ede {
    EDE_NONE = -1,
    EDE_OTHER = 0,
    EDE_BLOCKED = 15,
    EDE_FILTERED = 17,
    EDE_PROHIBITED = 18,
    EDE_NOT_AUTHORITATIVE = 20,
    EDE_NOT_SUPPORTED = 21,
    EDE_POLICY = 28,      /* unable to conform to policy */
    EDE_INVALID_TYPE = 30 /* invalid query type */
};

/* Where a packet came from and went to; filled in by net/. */
struct peer {
    struct addr client;
    struct addr server; /* the address that was asked */
    uint16_t client_port;
    uint16_t server_port;
    bool tcp;
    uint64_t groups; /* bits of the listen groups whose socket it came through */
};

/*
 * All that is known of one query. One per worker, overwritten by each query; steps read what
 * earlier ones left here. `image`, `patterns`, `steps`, `peer` and `now_s` are the caller's to set.
 *
 * The reply is built in place: `out` is the whole reply, header and question first; steps append
 * at `out_len` and count in an/ns/ar; query/reply.c finishes it.
 */
/* Errors that one rule counts (query/consolidate.h). */
struct query_count {
    uint64_t due_s; /* when they are told */
    uint32_t errors;
};

struct query;
struct standing;

/* One way to act on queries: a file in step/. `arg` is image_step.arg. */
typedef enum verdict step_run(struct query *q, uint32_t arg);

struct query {
    const struct image *image;
    step_run *const *steps; /* the program's table, by enum step_kind */
    const struct peer *peer;
    const char *host_name;              /* this machine's, for NSID and chaos; NULL = "localhost" */
    uint64_t now_s;                     /* CLOCK_REALTIME once per batch */
    uint64_t turn;                      /* questions that `erratic` has counted */
    uint64_t random;                    /* state of query/random.h; seeded by net/, 0 = not */
    struct standing *standing;          /* of the image, on the board; NULL = no board */
    const struct policy_states *states; /* by SECTION_POLICY; NULL = as the policies say, all up */
    const struct patterns *patterns;    /* of the image's views; NULL = no pattern matches */
    struct patterns_room *patterns_room; /* the thread's, to match in */
    struct ring *ring;                   /* the worker's log ring; may be NULL; net/ owns it */
    struct message msg;

    /* left by query/route.c */
    const struct image_route *route;
    const struct image_block *block;    /* NULL = no block takes it */
    uint32_t view;                      /* SECTION_VIEW, or REF_NONE */
    struct find_name name;              /* the question's name, prepared */
    uint64_t hash[NAME_MAX_LABELS + 1]; /* behind `name` */

    /* left by query/client.c */
    struct prefix client; /* who is asked for: the ECS network or the source address */
    struct prefix ecs;    /* the option as it came, for the reply */
    bool by_source;       /* a view, acl or whoami looked at the source address */
    bool by_ecs;          /* a view was asked about the option's network: it must be returned */
    bool send_ecs;        /* the reply carries the option */
    bool client_is_ecs;   /* `client` is from the option */
    uint8_t scope_bits;   /* scope of the answer; 0 = for everyone */

    /* the reply so far */
    struct span out;    /* len = what may be sent, OPT included */
    size_t out_len;     /* octets written */
    size_t opt_reserve; /* octets at the end that the OPT record needs */
    uint16_t ancount;
    uint16_t nscount;
    uint16_t arcount;
    uint16_t flags;       /* FLAG_AA, FLAG_TC; the rest is added at the end */
    uint16_t flags_set;   /* what `header` wants in the reply */
    uint16_t flags_clear; /* and what not */
    size_t answer_end;    /* octets of `out` up to the end of the answer section */
    enum rcode rcode;
    enum ede ede;
    const char *ede_text; /* constant or in the image; NULL = none */
    size_t ede_text_len;
    uint64_t started_ns; /* CLOCK_MONOTONIC, set by `log` alone */
    size_t reply_len;    /* octets of the finished reply; 0 = nothing is sent */
    bool unanswered;     /* no step had an answer */
    struct query_count counts[ERRORRULES_MAX]; /* kept from query to query, by rule */
    struct tailored tailored;                  /* the last of a chain of aliases */
    const struct rendering *denial; /* SOA of the zone that passed the question on; NULL = none */
    unsigned denial_name_len;       /* octets of that zone's name */
    bool at_apex;                   /* the question's name is that zone's apex */
    enum ede refusal;               /* what a step that passed says, should nobody answer */
    const char *refusal_text;       /* constant */
};

/**
 * Answer one packet.
 *
 * q     overwritten, but for what the caller sets
 * in    the packet as it came
 * out   room for the reply; UDP: at least 1232 + slack, TCP: 65535
 * Returns the octets to send, 0 = send nothing. Never fails, never allocates, never locks.
 */
size_t query_serve(struct query *q, struct bytes in, struct span out);

#endif
