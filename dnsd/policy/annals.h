/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that explain a policy's answers, as the account of image/account.h: written while its
 * tables are made, where somebody may ask.
 */
#ifndef DNSD_POLICY_ANNALS_H
#define DNSD_POLICY_ANNALS_H

#include "base/errs.h"
#include "image/build.h"
#include "policy/atlas.h"
#include "policy/policy.h"
#include "policy/summary.h"

#include <stdbool.h>
#include <stdint.h>

struct annals;

/** Begin the account of one policy. Owns: the caller frees it with annals_free(). */
struct annals *annals_new(struct build *build, const struct policy *policy,
                          const struct atlas_data *data, struct errs *errs);

/**
 * Write down an interval: its places, its corrections, and what mixed networks have in common.
 *
 * annals     NULL = nobody asks: nothing is done
 * summaries  by image_policy_node.mixed
 * Returns false after an error: too many places, or a corrupt database.
 */
bool annals_interval(struct annals *annals, const struct atlas *atlas,
                     const struct summaries *summaries, int64_t time_s);

/**
 * Write the account of a policy whose tables are the last in the build.
 *
 * policy   SECTION_POLICY
 * allowed  SECTION_PREFIX: who may ask over DNS
 * Returns its index in SECTION_ACCOUNT.
 */
uint32_t annals_end(struct annals *annals, uint32_t policy, struct range_ref allowed);

/** Free the annals; what is in the build stays. NULL is fine. */
void annals_free(struct annals *annals);

#endif
