/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The law of many places at once: what each rule allows is worked out once, and whom it is for once
 * for each place, however many names it covers.
 */
#ifndef DNSD_POLICY_LAWTABLE_H
#define DNSD_POLICY_LAWTABLE_H

#include "base/arena.h"
#include "policy/kinds.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lawtable;

/** Begin for a policy and its kinds of names, which live as long. Owns: it lives in the arena. */
struct lawtable *lawtable_new(const struct policy *policy, const struct kinds *kinds,
                              struct arena *arena);

/**
 * Work the law of places out, at a time; what it said before is forgotten.
 *
 * spots  must stay until the next time
 */
void lawtable_lay(struct lawtable *table, const struct spot *spots, size_t nspots, int64_t time_s);

/** The clusters that the law leaves a place for the names of a kind: as law_eligible(). */
uint64_t lawtable_eligible(const struct lawtable *table, uint32_t kind, size_t spot);

/** The clusters that satisfy a rule: as law_satisfying(). */
uint64_t lawtable_satisfying(const struct lawtable *table, size_t rule);

/**
 * The kinds that a rule covers; NULL = all, from 0 on.
 *
 * count  set to how many
 */
const uint32_t *lawtable_covered(const struct lawtable *table, size_t rule, size_t *count);

/** Free what lawtable_lay() made. */
void lawtable_done(struct lawtable *table);

#endif
