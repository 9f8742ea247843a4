/* SPDX-License-Identifier: Apache-2.0 */
/* The whole order in which some people are given clusters, as words. */
#ifndef DNSD_CTL_POLORDER_H
#define DNSD_CTL_POLORDER_H

#include "base/arena.h"
#include "ctl/polpeople.h"

/**
 * "5%: nl-new, nl-one; else nl-one, [eu-one eu-two]; last sorry, servfail"; "refused by law".
 *
 * Two decisions, of whatever policies, have the same words if they are the same by the names of
 * their clusters: those of one tier are in alphabetical order.
 * decision  NULL: refused. Owns: the words live in the arena.
 */
const char *polorder_text(const struct polpeople *people,
                          const struct image_policy_decision *decision, struct arena *arena);

#endif
