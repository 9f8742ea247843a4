/* SPDX-License-Identifier: Apache-2.0 */
/* The rdata of types that ldns reads for us (HIP, ISDN, NSAP, ATMA): the one door to ldns. */
#ifndef DNSD_ZONE_LDNSRDATA_H
#define DNSD_ZONE_LDNSRDATA_H

#include "base/bytes.h"
#include "zone/fields.h"

#include <stdbool.h>

/**
 * Read all of a record's tokens by ldns and append the wire form.
 *
 * What ldns would wrap or leave unread is checked before.
 */
bool ldnsrdata_read(struct fields *fields);

/** Whether ldns takes wire octets as an rdata of the type; true for types it does not know. */
bool ldnsrdata_check(uint16_t type, struct bytes rdata);

#endif
