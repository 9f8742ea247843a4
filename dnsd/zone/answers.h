/* SPDX-License-Identifier: Apache-2.0 */
/* The finished answers of one owner: an rrset with its additional data, a referral, a denial. */
#ifndef DNSD_ZONE_ANSWERS_H
#define DNSD_ZONE_ANSWERS_H

#include "zone/owners.h"
#include "zone/render.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Render one rrset as the answer to a question for it, with addresses of the hosts that NS, MX,
 * SRV, SVCB and HTTPS name.
 *
 * hidden  the owner is below a cut: not authoritative
 * Returns false when the rrset fits no message.
 */
bool answers_rrset(struct render *render, const struct owners *owners, const struct owner *owner,
                   uint16_t type, enum render_for what_for, bool hidden);

/**
 * Where an owner's CNAME leads inside its zone, over further CNAMEs: the owner at the end, NULL
 * when that is no name of plain view in the zone, or there are too many.
 */
const struct owner *answers_alias_end(const struct owners *owners, const struct owner *owner);

/** Render the CNAMEs from an owner on and, at their end, the rrset of a type. */
bool answers_chain(struct render *render, const struct owners *owners, const struct owner *owner,
                   uint16_t type, enum render_for what_for);

/** Render the referral at a cut: its NS (with_ds: and DS) in authority, all glue there is. */
bool answers_referral(struct render *render, const struct owners *owners, const struct owner *owner,
                      bool with_ds);

/** Render the SOA of NXDOMAIN and NODATA, at min(SOA TTL, MINIMUM). Source: RFC 2308 §3, §5. */
bool answers_denial(struct render *render, const struct owners *owners, const struct record *soa);

#endif
