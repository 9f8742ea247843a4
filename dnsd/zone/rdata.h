/* SPDX-License-Identifier: Apache-2.0 */
/* The rdata of one record, from text to wire octets. */
#ifndef DNSD_ZONE_RDATA_H
#define DNSD_ZONE_RDATA_H

#include "zone/fields.h"

#include <stdbool.h>

/**
 * Read a record's rdata: all tokens of `fields`, by its type, or as `\# length digits`.
 *
 * Returns false after adding an error with its column. fields->out holds fields->len octets.
 * Source: the RFCs of the types; RFC 3597 §5 for \#.
 */
bool rdata_read(struct fields *fields);

#endif
