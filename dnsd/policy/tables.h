/* SPDX-License-Identifier: Apache-2.0 */
/* A policy as the tables of image/rulebook.h. */
#ifndef DNSD_POLICY_TABLES_H
#define DNSD_POLICY_TABLES_H

#include "base/arena.h"
#include "base/errs.h"
#include "image/build.h"
#include "policy/annals.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

enum { TABLES_EDGES_MAX = 100 }; /* edges of windows that still come */

/**
 * Compile a policy and prove it; append it to SECTION_POLICY and all below it.
 *
 * now_s     windows that closed before are left out
 * zone_set  what else exists beside the bound names; REF_NONE = nothing
 * targets   SECTION_TARGET: for each name of the policy, one target for each cluster
 * annals    where the places of each interval are written down; NULL = nobody will ask
 * out       set to its index
 * Returns false after adding the counterexamples: then the image must not be used.
 * Source: policy-language.md, evaluation.
 */
bool tables_make(struct build *build, const struct policy *policy, const struct atlas_data *data,
                 int64_t now_s, uint32_t zone_set, const struct range_ref *targets,
                 struct annals *annals, uint32_t *out, struct errs *errs);

#endif
