/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One scene on trial: its policy is compiled, and what the image answers is held against the naive
 * evaluator and against what must follow from the language.
 */
#ifndef DNSD_TESTS_PROPERTY_TRIAL_H
#define DNSD_TESTS_PROPERTY_TRIAL_H

#include "base/attr.h"
#include "made.h"
#include "policy/naive.h"
#include "scene.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TRIAL_CLIENTS_MAX = 20, TRIAL_TIMES_MAX = 3, TRIAL_NAMES_MAX = 4, TRIAL_FAULT_SIZE = 2000 };

/* What was shown how often. */
enum trial_claim {
    TRIAL_AGREEMENT, /* image and naive evaluator: kind, cluster, scope, mixed or clear */
    TRIAL_FENCE,     /* health and state never move a client out of the fence */
    TRIAL_ADDING,    /* adding a rule never adds a cluster */
    TRIAL_ORDER,     /* order of law and facts changes nothing */
    TRIAL_UNKNOWN,   /* unknown is never better off than a protected client */
    TRIAL_SCOPES,    /* no two scopes overlap, each covers one decision and cannot be wider */
    TRIAL_PLACES,    /* addresses are where the databases and corrections were made to put them */
    TRIAL_LIVENESS,  /* what loads leaves nobody without an answer */
    TRIAL_PROMISES,  /* expect lines hold where the naive evaluator says so */
    TRIAL_WIRE,      /* packets say the same, with lifetime and extended error */
    TRIAL_REASONS,   /* what is told as eligible is, and each part by its entry */
    TRIAL_FINDINGS,  /* check finds L1 to L4 where the naive evaluator does */
    TRIAL_REFUSAL,   /* what does not load has a hole that the naive evaluator finds */
    TRIAL_CLAIMS
};

struct trial_tally {
    uint64_t shown[TRIAL_CLAIMS];
    uint64_t loaded;
    uint64_t refused;
    uint64_t served;     /* through the loader and query_serve() */
    uint64_t mixed;      /* answers to networks of several decisions */
    uint64_t sent_apart; /* of them: nobody is eligible */
    uint64_t kinds[4];   /* answers by enum choice_kind */
    uint64_t by_hash;    /* answers of decisions with several clusters for one client */
};

struct trial {
    struct scene scene;
    struct trial_tally *tally;
    const char *text; /* of all the scene's parts */
    bool twisted;     /* and then changed */
    bool on_wire;     /* packets are tried too: takes time */
    struct made made; /* of the text */
    struct prefix clients[TRIAL_CLIENTS_MAX];
    size_t nclients;
    struct addr resolver;
    int64_t times[TRIAL_TIMES_MAX]; /* the first is when it is loaded */
    size_t ntimes;
    int empty_fd;                 /* a database that knows nothing */
    char fault[TRIAL_FAULT_SIZE]; /* what was refuted; empty = nothing */
};

/**
 * Draw a scene and try it. Returns false when something was refuted: the report is printed.
 *
 * twisted  the policy's text is changed a little: then it may well be none
 */
bool trial_run(struct draw draw, bool twisted, struct trial_tally *tally, FILE *report);

/** Say what was refuted; the first one is kept. Returns false. */
bool trial_refute(struct trial *trial, const char *format, ...) ATTR_PRINTF(2, 3);

/** A query as text, in the scene's arena. */
const char *trial_query_text(struct trial *trial, const struct made *made,
                             const struct made_query *query);

/** Which names to try: few of many. */
uint32_t trial_names(const struct trial *trial);

#endif
