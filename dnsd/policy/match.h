/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a place is meant by `who`: yes, no, or maybe where it is not known. */
#ifndef DNSD_POLICY_MATCH_H
#define DNSD_POLICY_MATCH_H

#include "policy/policy.h"
#include "policy/spot.h"

/* Kleene's logic: any-of = max, all-of = min, none-of = 2 - max. */
enum truth { TRUTH_NO, TRUTH_MAYBE, TRUTH_YES };

/** Match one term. Source: policy-language.md, evaluation item 3. */
enum truth match_term(const struct policy *policy, const struct policy_term *term,
                      const struct spot *spot);

/** Match a list: any of its terms. */
enum truth match_any(const struct policy *policy, const struct policy_terms *terms,
                     const struct spot *spot);

/** Match a set of people: all of its parts that are present. */
enum truth match_who(const struct policy *policy, const struct policy_who *who,
                     const struct spot *spot);

#endif
