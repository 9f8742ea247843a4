/* SPDX-License-Identifier: Apache-2.0 */
/* The OPT record of a reply. */
#ifndef DNSD_WIRE_EDNS_H
#define DNSD_WIRE_EDNS_H

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EDNS_FIXED_SIZE = 11,        /* octets of OPT without options */
    EDNS_OPTION_FIXED_SIZE = 4,  /* octets of an option's code and length */
    EDNS_EDE_FIXED_SIZE = 4 + 2, /* octets of an extended error without text */
    EDNS_NO_EDE = -1
};

struct edns {
    uint16_t udp_size; /* octets that we take: our own, not the client's (RFC 6891 §6.2.3) */
    bool dnssec_ok;    /* DO as the query had it (RFC 3225 §3) */
    enum rcode rcode;  /* its upper bits go into OPT */

    const struct prefix *ecs; /* as the query had it; NULL = no option */
    uint8_t ecs_scope_bits;

    struct bytes nsid; /* len 0 = no option */

    int ede;               /* RFC 8914 §4 info-code; EDNS_NO_EDE = no option */
    struct bytes ede_text; /* UTF-8, no NUL; may be empty */
};

/** Octets that edns_write() takes when everything fits. */
size_t edns_size(const struct edns *edns);

/**
 * Write OPT with its options: client subnet, NSID, extended error, in this order.
 *
 * out  where it goes, with the room there is. What does not fit is left out, the error's text
 *      first, then the error, then NSID; never the client subnet, without which a cache would take
 *      the answer for everybody's (RFC 7871 §7.2.1).
 *
 * Returns its octets, 0 when not even OPT and client subnet fit.
 * Source: RFC 6891 §6.1, RFC 5001 §2.3, RFC 7871 §6, RFC 8914 §2.
 */
size_t edns_write(const struct edns *edns, struct span out);

#endif
