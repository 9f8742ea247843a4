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

/** TXT: the text in strings of up to 255 octets; one empty string when there is none. RFC 1035
 * §3.3.14. */
struct bytes synth_txt(struct bytes text, struct span out);

/** HINFO: two strings, each cut at 255 octets. Source: RFC 1035 §3.3.2, RFC 8482 §4.2. */
struct bytes synth_hinfo(const char *cpu, const char *os, struct span out);

/** SRV. `target` is an uncompressed name. Source: RFC 2782. */
struct bytes synth_srv(uint16_t priority, uint16_t weight, uint16_t port, const uint8_t *target,
                       struct span out);

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
