/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Naive evaluation: the places that are checked though the data has none of them, so that a
 * database of tomorrow brings no surprise. See policy/naive.h.
 */
#ifndef DNSD_POLICY_NAIVESURVEY_H
#define DNSD_POLICY_NAIVESURVEY_H

#include "policy/naivemap.h"

#include <stddef.h>

/**
 * Outside own networks each country alone and unknown, with AS unknown and each AS that the policy
 * names, and each subdivision that it names; those that the map has are left out.
 *
 * Returns the list, in the arena. Source: policy-language.md, "What check must find".
 */
const struct naivewho_place *naivesurvey_list(const struct naivemap *map, struct arena *arena,
                                              size_t *count);

#endif
