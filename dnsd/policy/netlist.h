/* SPDX-License-Identifier: Apache-2.0 */
/* The networks in a list of terms, sorted: a list of 100,000 is matched as fast as one of ten. */
#ifndef DNSD_POLICY_NETLIST_H
#define DNSD_POLICY_NETLIST_H

#include "base/arena.h"
#include "policy/facts.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Fill in terms->nets and terms->others from the list. Short lists are left as they are. */
void netlist_index(struct policy_terms *terms, struct arena *arena);

/** The place of an own network in terms->nets; SIZE_MAX = it is not in the list. */
size_t netlist_find(const struct policy_terms *terms, uint32_t net);

/** Whether one of the networks that hold a place is in the list (of an index). */
bool netlist_holds(const struct policy_terms *terms, const struct spot *spot);

#endif
