/* SPDX-License-Identifier: Apache-2.0 */
/* Internet addresses and prefixes. */
#ifndef DNSD_BASE_ADDR_H
#define DNSD_BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of the address family registry, as RFC 7871 §6 uses them. */
enum family { FAMILY_NONE = 0, FAMILY_IPV4 = 1, FAMILY_IPV6 = 2 };

struct addr {
    uint8_t octets[16]; /* network order; IPv4 uses the first 4; rest is zero */
    uint8_t family;     /* enum family; FAMILY_NONE = no address */
};

/* A network: the bits of `addr` past `bits` are zero. */
struct prefix {
    struct addr addr;
    uint8_t bits; /* 0-32 or 0-128 */
};

enum {
    ADDR_TEXT_SIZE = 46,  /* octets of an address as text with its NUL */
    PREFIX_TEXT_SIZE = 50 /* the same for a prefix */
};

/** Number of bits of an address of this family: 32 or 128. */
static inline unsigned family_bits(uint8_t family)
{
    return family == FAMILY_IPV4 ? 32 : 128;
}

/** Read "192.0.2.1" or "2001:db8::1" (no zone, no brackets, no port). */
bool addr_parse(const char *text, struct addr *out);

/** Write the address as text; out has ADDR_TEXT_SIZE octets. Returns out. Source: RFC 5952. */
const char *addr_format(const struct addr *addr, char *out);

/** Whether both are the same address of the same family. */
bool addr_equal(const struct addr *a, const struct addr *b);

/**
 * Read "192.0.2.0/24"; an address without a length is its /32 or /128.
 *
 * host_bits  set to whether bits past the length were set (they are cleared in out); may be NULL
 */
bool prefix_parse(const char *text, struct prefix *out, bool *host_bits);

/** Write the prefix as text; out has PREFIX_TEXT_SIZE octets. Returns out. */
const char *prefix_format(const struct prefix *prefix, char *out);

/** The first `bits` bits of an address as a prefix. */
struct prefix prefix_of(const struct addr *addr, unsigned bits);

/** Whether the prefix holds the address; false between families. */
bool prefix_holds(const struct prefix *prefix, const struct addr *addr);

/** Whether every address of `inner` is in `outer`. */
bool prefix_covers(const struct prefix *outer, const struct prefix *inner);

/* The blocks of IPv6 that carry IPv4 (prefix_unmap()), by first address. */
enum { ADDR_V4_BLOCKS = 3 };
extern const struct prefix addr_v4_blocks[ADDR_V4_BLOCKS];

/**
 * The IPv4 prefix inside an IPv6 one, where IPv6 carries IPv4: ::ffff:0:0/96 (mapped),
 * 64:ff9b::/96 (NAT64, RFC 6052) and 2002::/16 (6to4, RFC 3056).
 *
 * Returns the length of the block that the prefix is in (96 or 16), 0 when it is in none (then
 * out is not written). The prefix's bits past the IPv4 address are dropped.
 */
unsigned prefix_unmap(const struct prefix *prefix, struct prefix *out);

#endif
