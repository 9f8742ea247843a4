/* SPDX-License-Identifier: Apache-2.0 */
/* Whether wire octets are an rdata of their type: for what is written as \# in a zone file. */
#ifndef DNSD_ZONE_RDATAWIRE_H
#define DNSD_ZONE_RDATAWIRE_H

#include "base/bytes.h"

#include <stdint.h>

/**
 * What is wrong with an rdata; NULL when nothing is, or when we do not know the type.
 *
 * Names must be uncompressed. Source: RFC 3597 §5.
 */
const char *rdatawire_check(uint16_t type, struct bytes rdata);

#endif
