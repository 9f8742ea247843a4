/* SPDX-License-Identifier: Apache-2.0 */
/* Which fields a type's rdata has, in the order of its text and of its wire form. */
#ifndef DNSD_ZONE_RDATAFORM_H
#define DNSD_ZONE_RDATAFORM_H

#include "base/bytes.h"

#include <stdint.h>

/* What a field is, in text and on the wire. */
enum rdatakind {
    KIND_END, /* no more fields */
    KIND_U8,
    KIND_U16,
    KIND_U32,
    KIND_U64,
    KIND_TTL,    /* 32 bits, with units; at most 2^31 - 1 (RFC 2181 §8) */
    KIND_PERIOD, /* 32 bits, with units */
    KIND_NAME,
    KIND_IPV4,
    KIND_IPV6,
    KIND_STRING,    /* length octet and octets */
    KIND_STRINGS,   /* one or more of them, to the end */
    KIND_TEXT,      /* octets without a length, to the end: CAA, URI */
    KIND_TAG,       /* a string of letters and digits: CAA */
    KIND_TYPE,      /* 16 bits, a type's name */
    KIND_TYPES,     /* a bitmap of types, to the end: NSEC */
    KIND_ALGORITHM, /* 8 bits, number or DNSSEC mnemonic */
    KIND_CERT_TYPE, /* 16 bits, number or mnemonic */
    KIND_SCHEME,    /* 8 bits, number or NOTIFY: DSYNC */
    KIND_TIME,      /* 32 bits, YYYYMMDDHHmmSS or seconds */
    KIND_HEX,       /* to the end */
    KIND_BASE64,    /* to the end */
    KIND_BASE32,    /* length octet and octets: NSEC3's next owner */
    KIND_SALT,      /* length octet and octets, hexadecimal or "-" */
    KIND_LOCATOR,   /* 64 bits as four groups of hexadecimal digits: NID, L64 */
    KIND_EUI48,
    KIND_EUI64,
    KIND_PARAMS,  /* service parameters, to the end: SVCB */
    KIND_RELAY,   /* discovery bit, type and relay: AMTRELAY */
    KIND_GATEWAY, /* type, algorithm, gateway and key: IPSECKEY */
    KIND_LOC,     /* 16 octets: LOC */
    KIND_APL,     /* address prefixes, to the end: APL */
    KIND_ATM,     /* format and address, to the end: ATMA */
    KIND_PORTS,   /* protocol and a bitmap of ports, to the end: WKS */
    KIND_COUNT
};

struct rdatafield {
    uint8_t kind; /* enum rdatakind */
    const char *what;
};

enum { RDATAFORM_FIELDS_MAX = 9 };

struct rdataform {
    struct rdatafield fields[RDATAFORM_FIELDS_MAX + 1]; /* ended by KIND_END */
    /* what is wrong with the whole, NULL when nothing is; NULL = nothing more to check */
    const char *(*verify)(struct bytes rdata);
};

/** The form of a type; NULL for a type that we do not read ourselves. */
const struct rdataform *rdataform_find(uint16_t type);

#endif
