/* SPDX-License-Identifier: Apache-2.0 */
/* Rdata of records that are made up while answering, for writer_add(). */
#ifndef DNSD_WIRE_SYNTH_H
#define DNSD_WIRE_SYNTH_H

#include "base/addr.h"
#include "base/bytes.h"

#include <stddef.h>
#include <stdint.h>

/* All of these write into `out` and return its beginning as long as the rdata; an empty one when
 * it does not fit. */

/** A or AAAA, by the address's family. Source: RFC 1035 §3.4.1, RFC 3596 §2.2. */
struct bytes synth_address(const struct addr *addr, struct span out);

/* The numbers of an SOA, in the rdata's order. */
struct synth_soa {
    uint32_t serial;
    uint32_t refresh_s;
    uint32_t retry_s;
    uint32_t expire_s;
    uint32_t minimum_s;
};

/** SOA. `mname` and `rname` are uncompressed names. Source: RFC 1035 §3.3.13. */
struct bytes synth_soa(const uint8_t *mname, const uint8_t *rname, const struct synth_soa *soa,
                       struct span out);

#endif
