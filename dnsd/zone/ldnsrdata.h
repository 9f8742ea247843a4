/* SPDX-License-Identifier: Apache-2.0 */
/* The rdata of the rarer types (LOC, APL, IPSECKEY, HIP, WKS ...): the one door to ldns. */
#ifndef DNSD_ZONE_LDNSRDATA_H
#define DNSD_ZONE_LDNSRDATA_H

#include "base/bytes.h"
#include "zone/fields.h"

#include <stdbool.h>

/**
 * Read all of a record's tokens by ldns and append the wire form.
 *
 * Numbers, which ldns wraps silently, and fields that it would leave unread are checked before.
 */
bool ldnsrdata_read(struct fields *fields);

/** Whether ldns takes wire octets as an rdata of the type; true for types it does not know. */
bool ldnsrdata_check(uint16_t type, struct bytes rdata);

#endif
