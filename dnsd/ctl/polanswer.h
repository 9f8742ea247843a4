/* SPDX-License-Identifier: Apache-2.0 */
/* All that some people can be given for a name in one state of the clusters, as words. */
#ifndef DNSD_CTL_POLANSWER_H
#define DNSD_CTL_POLANSWER_H

#include "base/arena.h"
#include "ctl/polpeople.h"
#include "image/states.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Clusters and failures by name, so that answers of two policies can be compared: the names of
 * clusters in alphabetical order, then SERVFAIL, REFUSED, NODATA. Several: by weight or share.
 */
struct polanswer {
    uint64_t clusters; /* of the policy; 0 = none */
    bool fails;        /* some get no cluster */
    const char *const *names;
    size_t nnames;
};

/**
 * What a decision gives in a state, to clients of all of its parts.
 *
 * decision  NULL: refused
 * Owns: the names live in the arena, and those of clusters with the policy.
 */
struct polanswer polanswer_of(const struct polpeople *people,
                              const struct image_policy_decision *decision,
                              const struct policy_states *states, struct arena *arena);

/** Whether both are the same, by their names. */
bool polanswer_equal(const struct polanswer *a, const struct polanswer *b);

/** "eu-sovereign", "ams or nl", "SERVFAIL". */
const char *polanswer_text(const struct polanswer *answer, struct arena *arena);

/** The names as a list. Owns: the caller gives it to a parent or drops it. */
json_t *polanswer_json(const struct polanswer *answer);

#endif
