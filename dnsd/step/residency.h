/* SPDX-License-Identifier: Apache-2.0 */
/* Which names a residency policy answers, and with what. */
#ifndef DNSD_STEP_RESIDENCY_H
#define DNSD_STEP_RESIDENCY_H

#include "image/find.h"
#include "image/rendering.h"
#include "image/rulebook.h"
#include "query/query.h"
#include "step/decide.h"

/**
 * The binding that answers a name, itself or as the wildcard that covers it; NULL = none.
 *
 * Source: policy-language.md, `names`; RFC 4592 §3.3.1 over the names of zone data and policy.
 */
const struct image_policy_binding *residency_binding(const struct image *image,
                                                     const struct image_policy *policy,
                                                     const struct find_name *name);

enum residency_kind {
    RESIDENCY_UNBOUND,   /* no policy answers the name, or not this type */
    RESIDENCY_ELSEWHERE, /* another block's policy does, by its own idea of the client */
    RESIDENCY_ANSWER,
    RESIDENCY_NODATA,
    RESIDENCY_FAILED /* rcode and extended error are set */
};

struct residency_found {
    enum residency_kind kind;
    const struct rendering *rendering; /* of RESIDENCY_ANSWER */
    uint32_t ttl_max_s;                /* the same: its records are right for no longer */
};

/** Whether a policy of a block answers a name, be it not every type. */
bool residency_binds(const struct query *q, const struct image_block *block,
                     const struct find_name *name);

/** What is decided for a query that asks for a bound name. */
struct decide_case residency_case(const struct query *q, const struct image_policy *policy,
                                  const struct image_policy_binding *binding);

/** Answer that there is no record of this type, with the SOA of the zone that the name is in. */
enum verdict residency_deny(struct query *q, const struct image_policy *policy);

/** What a block's policies have for a name that an alias leads to; sets the scope. */
struct residency_found residency_for(struct query *q, const struct image_block *block,
                                     const struct find_name *name);

#endif
