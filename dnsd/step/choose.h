/* SPDX-License-Identifier: Apache-2.0 */
/* From a policy's decision to one cluster: share, state, tiers, last resorts. */
#ifndef DNSD_STEP_CHOOSE_H
#define DNSD_STEP_CHOOSE_H

#include "image/rulebook.h"
#include "image/states.h"
#include "step/rendezvous.h"

#include <stdbool.h>
#include <stdint.h>

enum choice_kind { CHOICE_CLUSTER, CHOICE_SERVFAIL, CHOICE_REFUSED, CHOICE_NODATA };

/* Where a cluster comes from: the first tier, a later one, a second look with the drained ones,
 * when-none-healthy, or its try-anyway. */
enum choice_how { CHOICE_FIRST, CHOICE_NEXT, CHOICE_DRAINED, CHOICE_LAST, CHOICE_ANYWAY };

struct choice {
    enum choice_kind kind;
    uint32_t cluster;    /* of CHOICE_CLUSTER: below the number of the policy's clusters */
    enum choice_how how; /* of CHOICE_CLUSTER */
    uint64_t among;      /* of CHOICE_CLUSTER: those that the hash chose from; 0 = a last resort */
};

/* Before one of several is picked by the client's network. */
struct choice_set {
    enum choice_kind kind;
    uint64_t clusters;   /* of CHOICE_CLUSTER: a mask, never empty */
    bool is_last;        /* no tier had a healthy one: what when-none-healthy says */
    bool is_named;       /* the cluster stands in when-none-healthy; else try-anyway gave it */
    enum choice_how how; /* of CHOICE_CLUSTER */
};

/**
 * Choose for a client.
 *
 * states  of the policy's clusters
 * who     the client's network and the bound name
 * Source: policy-language.md, evaluation items 6 and 7.
 */
struct choice choose_cluster(const struct image *image, const struct image_policy *policy,
                             const struct image_policy_binding *binding,
                             const struct image_policy_decision *decision,
                             const struct policy_states *states, const struct rendezvous *who);

/** The part of a decision that takes a client, by its share; NULL = none does. */
const struct image_policy_part *choose_part(const struct image *image,
                                            const struct image_policy_binding *binding,
                                            const struct image_policy_decision *decision,
                                            const struct rendezvous *who);

/**
 * The number of what the places of a mixed network have in common, found by its bits in the trie:
 * below table->mixed.count; REF_NONE = the image has none.
 */
uint32_t choose_mixed(const struct image *image, const struct image_policy_table *table,
                      const struct prefix *client);

/**
 * All that clients of one part of a decision can be given in a state: choose_cluster() picks one of
 * these. For tools.
 *
 * part  number in the decision; past the last: no part takes the client
 */
struct choice_set choose_given(const struct image *image, const struct image_policy *policy,
                               const struct image_policy_decision *decision, uint32_t part,
                               const struct policy_states *states);

/**
 * The decision of a table for a client's network; REF_NONE when the image has none (then nobody
 * may be given anything).
 *
 * client      NULL = nothing is known of the client
 * scope_bits  set to the scope of an answer by this decision
 * Source: policy-language.md, evaluation items 5 and 9.
 */
uint32_t choose_decision(const struct image *image, const struct image_policy_table *table,
                         const struct prefix *client, uint8_t *scope_bits);

#endif
