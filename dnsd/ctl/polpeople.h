/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy as it treats the people of its databases at one time.
 *
 * What somebody is given is asked of the policy's image by the server's own look-up; the atlas of
 * the policy only says who there is.
 */
#ifndef DNSD_CTL_POLPEOPLE_H
#define DNSD_CTL_POLPEOPLE_H

#include "base/addr.h"
#include "base/arena.h"
#include "ctl/polimage.h"
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "image/states.h"
#include "policy/atlas.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How groups of people are ordered in tables. */
enum polpeople_rank { PEOPLE_COUNTRY, PEOPLE_UNKNOWN, PEOPLE_OWN };

/* What a place is called: "NL", "unknown", "gov-nl". */
struct polpeople_label {
    enum polpeople_rank rank;
    const char *text;
};

struct polpeople {
    int64_t at_s;
    struct polload loaded;
    struct arena *arena; /* labels and the atlas's spots */
    struct atlas atlas;
    struct polpeople_label *labels; /* by spot */
    struct polimage image;
};

/**
 * Read a policy, lay out its people and compile its image.
 *
 * country  databases to take instead of those that the policy names: one file, or IPv4's and IPv6's
 *          with a comma between; NULL = the policy's own
 * Returns false after adding what is wrong to out->loaded.errs.
 * Owns: polpeople_done() frees it, also after failure.
 */
bool polpeople_open(const char *path, const char *country, int64_t at_s, struct polpeople *out);

/** Free it all. */
void polpeople_done(struct polpeople *people);

/** Report why it did not open, as the verb's options want it. Returns the status. */
int polpeople_failed(const struct polverb *verb, const struct polpeople *people);

/** Say that an option is missing: "whose policy", "--policy FILE". Returns CTL_USAGE. */
int polpeople_unsaid(const char *verb, const char *what, const char *write);

/**
 * Say that a window of the policy opens or ends later, if one does: all was judged as at one time.
 *
 * other  a second policy that was looked at; NULL = none
 */
void polpeople_print_edge(const struct polpeople *people, const struct polpeople *other);

/** The time of that edge, as a text, or null. Owns: the caller gives it to a parent or drops it. */
json_t *polpeople_edge_json(const struct polpeople *people, const struct polpeople *other);

/** The states of all clusters as the policy says, those of a mask down. */
struct policy_states polpeople_states(const struct polpeople *people, uint64_t down);

/** What the server decides for a network of one place. NULL: nothing, everybody is refused. */
const struct image_policy_decision *polpeople_decision(const struct polpeople *people,
                                                       uint32_t name, const struct prefix *client);

#endif
