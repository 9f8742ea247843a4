/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second evaluator: what a policy gives a client, worked out from the text of the reference
 * ("Evaluation, exactly", items 1 to 9) and nothing else.
 *
 * It exists to be compared with the compiled image, so it shares no code with what compiles and
 * answers: own matching (naivewho), own law (naivelaw), own decisions (naivetaste), own hash
 * (naivehash), own map of the addresses by stepping through the databases (naivemap), own scope
 * (naivescope). It uses the policy as read (policy/policy.h), the lists of countries, base/, wire/
 * and database_find(). Plain before fast: it remembers what it decided for a place, no more.
 *
 *     struct naive *naive = naive_new(policy, &data, time_s, errs);
 *     struct naive_query query = {.name = 0, .client = &prefix};
 *     struct naive_state state = naive_start(policy);
 *     struct naive_answer answer;
 *     naive_ask(naive, &query, &state, &answer);
 *     naive_free(naive);
 */
#ifndef DNSD_POLICY_NAIVE_H
#define DNSD_POLICY_NAIVE_H

#include "base/addr.h"
#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/naivemap.h"
#include "policy/naivetaste.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct naive;

/* The clusters' state, a bit for each, as at run time. */
struct naive_state {
    uint64_t up;      /* healthy, or not checked */
    uint64_t drained; /* only if nothing else */
    uint64_t off;     /* never */
};

struct naive_query {
    uint32_t name;               /* the bound name: policy.names */
    const struct prefix *client; /* the network in the family that was sent; NULL = none */
    const struct addr *resolver; /* whose /24 or /48 is hashed when there is no client */
};

enum naive_kind { NAIVE_CLUSTER, NAIVE_SERVFAIL, NAIVE_REFUSED, NAIVE_NODATA };

struct naive_answer {
    enum naive_kind kind;
    uint32_t cluster;    /* of NAIVE_CLUSTER: policy.clusters */
    uint64_t eligible;   /* the clusters that the law leaves to all places of the client */
    uint64_t reach;      /* every cluster that this decision can give in some state */
    unsigned scope_bits; /* in the family that was sent; 0 without client */
    bool mixed;          /* its places have several decisions */
    uint32_t ttl_s;      /* the name's, to the next edge of a window at most */
};

/* What clients of one decision may get in one state, whichever network they are of. */
struct naive_outcome {
    uint64_t clusters;
    bool servfail;
    bool refused;
    bool nodata;
};

/**
 * Lay out the addresses at a time. NULL after an error: a database is corrupt.
 *
 * data  open, and stays open; used from one thread
 * Owns: the caller frees it with naive_free(). policy must live as long.
 */
struct naive *naive_new(const struct policy *policy, const struct atlas_data *data, int64_t time_s,
                        struct errs *errs);

/** Free it. NULL is fine. */
void naive_free(struct naive *naive);

/** The state that a policy starts in, everybody up. */
struct naive_state naive_start(const struct policy *policy);

/** Answer a query. Source: policy-language.md, evaluation. */
void naive_ask(struct naive *naive, const struct naive_query *query,
               const struct naive_state *state, struct naive_answer *out);

/**
 * Go on to another time at which the same corrections hold (policy.networks): the map stays. What
 * was decided before stays too, for comparing.
 */
void naive_move(struct naive *naive, int64_t time_s);

/**
 * The decision alone: eligible, mixed and scope of `out` are set. Lives until the next question.
 * Source: items 1 to 5, and 9.
 */
struct naivetaste naive_decide(struct naive *naive, const struct naive_query *query,
                               struct naive_answer *out);

/** Its map: places, and the ranges of addresses that are at them. */
const struct naivemap *naive_map(const struct naive *naive);

/**
 * What a place is given for a name (policy.names).
 *
 * place     of the map
 * eligible  set to the clusters that the law leaves; may be NULL
 * Returns the decision: the same pointer for the same decision. It lives as long as naive.
 */
const struct naivetaste *naive_decision(struct naive *naive, uint32_t name, uint32_t place,
                                        uint64_t *eligible);

/** The law and the decision for a place that need not be in the data. Lives as long as naive. */
const struct naivetaste *naive_judge(struct naive *naive, uint32_t name,
                                     const struct naivewho_place *place, uint64_t *eligible);

/** What a client gets by a decision: kind and cluster of `out`. Source: items 6 and 7. */
void naive_give(const struct policy *policy, const struct naive_query *query,
                const struct naivetaste *taste, const struct naive_state *state,
                struct naive_answer *out);

/** Everything that clients of a decision may get in a state. Source: items 6 and 7. */
struct naive_outcome naive_outcome(const struct naivetaste *taste, const struct naive_state *state);

#endif
