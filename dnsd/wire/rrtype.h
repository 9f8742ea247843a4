/* SPDX-License-Identifier: Apache-2.0 */
/* Record types and classes: names, numbers, and where an rdata holds domain names. */
#ifndef DNSD_WIRE_RRTYPE_H
#define DNSD_WIRE_RRTYPE_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The types that code asks for by name; rrtype_parse() knows the whole registry. */
enum rrtype {
    RRTYPE_A = 1,
    RRTYPE_NS = 2,
    RRTYPE_MD = 3,
    RRTYPE_MF = 4,
    RRTYPE_CNAME = 5,
    RRTYPE_SOA = 6,
    RRTYPE_MB = 7,
    RRTYPE_MG = 8,
    RRTYPE_MR = 9,
    RRTYPE_NULL = 10,
    RRTYPE_WKS = 11,
    RRTYPE_PTR = 12,
    RRTYPE_HINFO = 13,
    RRTYPE_MINFO = 14,
    RRTYPE_MX = 15,
    RRTYPE_TXT = 16,
    RRTYPE_RP = 17,
    RRTYPE_AFSDB = 18,
    RRTYPE_X25 = 19,
    RRTYPE_ISDN = 20,
    RRTYPE_RT = 21,
    RRTYPE_NSAP = 22,
    RRTYPE_NSAP_PTR = 23,
    RRTYPE_SIG = 24,
    RRTYPE_KEY = 25,
    RRTYPE_PX = 26,
    RRTYPE_GPOS = 27,
    RRTYPE_AAAA = 28,
    RRTYPE_LOC = 29,
    RRTYPE_NXT = 30,
    RRTYPE_EID = 31,
    RRTYPE_NIMLOC = 32,
    RRTYPE_SRV = 33,
    RRTYPE_ATMA = 34,
    RRTYPE_NAPTR = 35,
    RRTYPE_KX = 36,
    RRTYPE_CERT = 37,
    RRTYPE_A6 = 38,
    RRTYPE_DNAME = 39,
    RRTYPE_SINK = 40,
    RRTYPE_OPT = 41,
    RRTYPE_APL = 42,
    RRTYPE_DS = 43,
    RRTYPE_SSHFP = 44,
    RRTYPE_IPSECKEY = 45,
    RRTYPE_RRSIG = 46,
    RRTYPE_NSEC = 47,
    RRTYPE_DNSKEY = 48,
    RRTYPE_DHCID = 49,
    RRTYPE_NSEC3 = 50,
    RRTYPE_NSEC3PARAM = 51,
    RRTYPE_TLSA = 52,
    RRTYPE_SMIMEA = 53,
    RRTYPE_HIP = 55,
    RRTYPE_NINFO = 56,
    RRTYPE_RKEY = 57,
    RRTYPE_TALINK = 58,
    RRTYPE_CDS = 59,
    RRTYPE_CDNSKEY = 60,
    RRTYPE_OPENPGPKEY = 61,
    RRTYPE_CSYNC = 62,
    RRTYPE_ZONEMD = 63,
    RRTYPE_SVCB = 64,
    RRTYPE_HTTPS = 65,
    RRTYPE_DSYNC = 66,
    RRTYPE_HHIT = 67,
    RRTYPE_BRID = 68,
    RRTYPE_SPF = 99,
    RRTYPE_NID = 104,
    RRTYPE_L32 = 105,
    RRTYPE_L64 = 106,
    RRTYPE_LP = 107,
    RRTYPE_EUI48 = 108,
    RRTYPE_EUI64 = 109,
    RRTYPE_NXNAME = 128,
    RRTYPE_TKEY = 249,
    RRTYPE_TSIG = 250,
    RRTYPE_IXFR = 251,
    RRTYPE_AXFR = 252,
    RRTYPE_MAILB = 253,
    RRTYPE_MAILA = 254,
    RRTYPE_ANY = 255,
    RRTYPE_URI = 256,
    RRTYPE_CAA = 257,
    RRTYPE_AVC = 258,
    RRTYPE_DOA = 259,
    RRTYPE_AMTRELAY = 260,
    RRTYPE_RESINFO = 261,
    RRTYPE_WALLET = 262,
    RRTYPE_CLA = 263,
    RRTYPE_IPN = 264,
    RRTYPE_TA = 32768,
    RRTYPE_DLV = 32769
};

enum {
    RRTYPE_TEXT_SIZE = 12, /* octets of any type or class as text with its NUL */
    RRTYPE_NAMES_MAX = 48  /* names that rrtype_names() finds in one rdata at most (HIP servers) */
};

/**
 * Read a type's name or TYPEnnn, in any case; "*" is ANY.
 *
 * Source: IANA registry "Resource Record (RR) TYPEs"; RFC 3597 §5.
 */
bool rrtype_parse(const char *text, size_t len, uint16_t *out);

/** Write a type's name, TYPEnnn when it has none; out has RRTYPE_TEXT_SIZE octets. Returns out. */
const char *rrtype_format(uint16_t type, char *out);

/** Read IN, CH, HS, NONE, ANY or CLASSnnn, in any case. Source: RFC 1035 §3.2.4, RFC 3597 §5. */
bool rrtype_parse_class(const char *text, size_t len, uint16_t *out);

/** Write a class's name, CLASSnnn when it has none; out has RRTYPE_TEXT_SIZE octets. */
const char *rrtype_format_class(uint16_t number, char *out);

/**
 * Whether the type only lives in messages and never in a zone: OPT, the Q and meta types.
 *
 * Source: RFC 6895 §3.1 (128-255), RFC 6891 §6.1.1 (OPT).
 */
bool rrtype_is_meta(uint16_t type);

/**
 * Whether names in the type's rdata may be compressed in a reply.
 *
 * Source: RFC 3597 §4: only the types that RFC 1035 defines.
 */
bool rrtype_compresses(uint16_t type);

/**
 * Whether names in the type's rdata are lower-cased in the canonical form.
 *
 * Source: RFC 4034 §6.2 item 3, without NSEC (RFC 6840 §5.1).
 */
bool rrtype_lowers(uint16_t type);

/* Where a name lies in an rdata. */
struct rrtype_name {
    uint16_t at; /* offset into the rdata */
    uint8_t len; /* octets of the uncompressed name with its root label */
};

/**
 * Find the domain names in an uncompressed rdata.
 *
 * out  RRTYPE_NAMES_MAX entries
 *
 * Returns how many there are: 0 for a type without names, and for an rdata too short for its type.
 */
size_t rrtype_names(uint16_t type, struct bytes rdata, struct rrtype_name *out);

/**
 * The host that a record points to and whose addresses belong in the additional section, as an
 * offset into its rdata: NS, MX, SRV, SVCB and HTTPS. -1 for every other type.
 *
 * Source: RFC 1035 §3.3, RFC 2782, RFC 9460 §4.
 */
int rrtype_host_at(uint16_t type);

#endif
