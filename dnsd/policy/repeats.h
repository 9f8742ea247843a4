/* SPDX-License-Identifier: Apache-2.0 */
/* Words that stand in a list again and again: they mean nothing more, and cost time at each place.
 */
#ifndef DNSD_POLICY_REPEATS_H
#define DNSD_POLICY_REPEATS_H

#include "base/arena.h"
#include "policy/facts.h"

#include <stddef.h>

/** Drop the terms that stand earlier in the list as well; returns how many are left, in order. */
size_t repeats_drop(struct policy_term *list, size_t count, struct arena *scratch);

#endif
