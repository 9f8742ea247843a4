/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a policy in words, as explanations and findings print them; all live in the arena. */
#ifndef DNSD_POLICY_PHRASE_H
#define DNSD_POLICY_PHRASE_H

#include "base/arena.h"
#include "policy/policy.h"
#include "policy/spot.h"

#include <stdint.h>

/** Terms as they were written: "eea, NL". */
const char *phrase_terms(const struct policy *policy, const struct policy_terms *terms,
                         struct arena *arena);

/** People: "[eea, NL]", or "any-of [..], none-of [..]". */
const char *phrase_who(const struct policy *policy, const struct policy_who *who,
                       struct arena *arena);

/** A place: "NL", "unknown", "US-CA, AS64496", "NL in 198.51.100.0/24". */
const char *phrase_spot(const struct policy *policy, const struct spot *spot, struct arena *arena);

/** Clusters of a mask: "nl-sovereign, eu-sovereign"; "nothing" for none. */
const char *phrase_clusters(const struct policy *policy, uint64_t mask, struct arena *arena);

/** Why a cluster does not satisfy a rule: "controlled from US (amer-cloud-emea -> amer-cloud)". */
const char *phrase_exclusion(const struct policy *policy, const struct policy_rule *rule,
                             uint32_t cluster, struct arena *arena);

/** The conditions of a rule that a cluster breaks: "controlled-from [eea]". */
const char *phrase_broken(const struct policy *policy, const struct policy_rule *rule,
                          uint32_t cluster, struct arena *arena);

/** Who can compel a cluster: "ams <- amer-emea (IE) <- parent amer (US)". */
const char *phrase_owners(const struct policy *policy, uint32_t cluster, struct arena *arena);

#endif
