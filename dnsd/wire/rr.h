/* SPDX-License-Identifier: Apache-2.0 */
/* One resource record with nothing compressed: what wire/expand reads and wire/writer writes. */
#ifndef DNSD_WIRE_RR_H
#define DNSD_WIRE_RR_H

#include "base/bytes.h"

#include <stdint.h>

struct rr {
    const uint8_t *owner; /* wire, uncompressed */
    struct bytes rdata;   /* wire, names uncompressed; at most 65535 octets */
    uint32_t ttl;         /* seconds */
    uint16_t type;
    uint16_t class;
};

#endif
