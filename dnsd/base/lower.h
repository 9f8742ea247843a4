/* SPDX-License-Identifier: Apache-2.0 */
/* Lower case of ASCII letters as DNS compares names: nothing but A-Z changes. Source: RFC 4343. */
#ifndef DNSD_BASE_LOWER_H
#define DNSD_BASE_LOWER_H

#include "base/attr.h"

#include <stdint.h>
#include <string.h>

/** One octet in lower case. */
static inline uint8_t lower_octet(uint8_t octet)
{
    return (uint8_t)((unsigned)octet - 'A' < 26 ? octet | 0x20 : octet);
}

/**
 * Eight octets at once. Length octets of labels (0-63) lie below 'A' and pass unchanged, so whole
 * wire names can be run through it.
 *
 * The low seven bits of each octet are added to what carries into its top bit from 'A' on, and
 * from past 'Z' on; where only the first carried, and the octet is ASCII, it is a capital.
 */
static inline uint64_t lower_u64(uint64_t word)
{
    const uint64_t each = 0x0101010101010101u;
    uint64_t low = word & (each * 0x7f);
    uint64_t from_a = low + each * (0x80 - 'A');
    uint64_t past_z = low + each * (0x80 - 'Z' - 1);
    uint64_t capital = (from_a ^ past_z) & ~word & (each * 0x80);
    return word | (capital >> 2);
}

/**
 * Copy 16 octets in lower case, as one word of the machine. The areas may be the same.
 *
 * 'A' to 'Z' are shifted to the top of the signed numbers, 102 to 127, where one comparison finds
 * them.
 */
static inline void lower_copy16(uint8_t *to, const uint8_t *from)
{
    uint8_t word ATTR_VECTOR(16);
    memcpy(&word, from, 16);
    word |= (uint8_t ATTR_VECTOR(16))((int8_t ATTR_VECTOR(16))(word + (127 - 'Z')) > 101) & 0x20;
    memcpy(to, &word, 16);
}

#endif
