/* SPDX-License-Identifier: Apache-2.0 */
/* How far an answer holds: the scope, found by the server's own look-up over a map of decisions. */
#ifndef DNSD_POLICY_EXTENT_H
#define DNSD_POLICY_EXTENT_H

#include "base/addr.h"
#include "base/arena.h"
#include "policy/atlas.h"
#include "policy/decision.h"
#include "policy/law.h"

/**
 * The scope of an answer to a client network.
 *
 * decision  the one that answers it (a mixed network has one of its own)
 * Units: bits in the family of the network. Source: policy-language.md, evaluation item 9.
 */
unsigned extent_scope(const struct law_case *ask, const struct atlas *atlas,
                      const struct prefix *client, const struct decision *decision,
                      struct arena *arena);

#endif
