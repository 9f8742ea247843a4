/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Naive evaluation: whether a place is meant, in Kleene's logic. See policy/naive.h for why this
 * exists beside policy/match.h.
 */
#ifndef DNSD_POLICY_NAIVEWHO_H
#define DNSD_POLICY_NAIVEWHO_H

#include "policy/policy.h"

#include <stddef.h>
#include <stdint.h>

/* A place: what is known of where addresses are. */
struct naivewho_place {
    char country[3];       /* empty = unknown */
    char subdivisions[24]; /* "ENG,WBK", codes without the country; empty = unknown */
    uint32_t asn;          /* 0 = none */
    const uint32_t *nets;  /* policy.prefixes that hold it, ascending */
    size_t nnets;
};

enum naivewho_truth { NAIVEWHO_NO, NAIVEWHO_MAYBE, NAIVEWHO_YES };

/** Whether a place is one of these people. Source: policy-language.md, evaluation item 3. */
enum naivewho_truth naivewho_matches(const struct policy *policy, const struct policy_who *who,
                                     const struct naivewho_place *place);

/** Whether any of the terms means the place. */
enum naivewho_truth naivewho_any(const struct policy *policy, const struct policy_terms *terms,
                                 const struct naivewho_place *place);

#endif
