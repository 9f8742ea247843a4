/* SPDX-License-Identifier: Apache-2.0 */
/* The proof that every load makes: no answer breaks the law, and nobody is left without one. */
#ifndef DNSD_POLICY_PROOF_H
#define DNSD_POLICY_PROOF_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/decision.h"
#include "policy/law.h"

#include <stdbool.h>

/**
 * Prove safety and liveness of what a place is given for a name, in every state of health.
 *
 * eligible  what the law leaves the place: law_eligible(), worked out apart from the decision
 * atlas  to show a network with the place; spot is its index there
 * False after adding the counterexample. Source: policy-language.md, findings L2, L3 and L4.
 */
bool proof_place(const struct law_case *ask, const struct atlas *atlas, uint32_t spot,
                 uint64_t eligible, const struct decision *decision, struct errs *errs);

#endif
