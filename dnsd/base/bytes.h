/* SPDX-License-Identifier: Apache-2.0 */
/* Byte spans and the big-endian numbers inside them. */
#ifndef DNSD_BASE_BYTES_H
#define DNSD_BASE_BYTES_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Octets to read; whoever made it says how long they live. */
struct bytes {
    const uint8_t *at;
    size_t len; /* octets */
};

/* Octets to write into. */
struct span {
    uint8_t *at;
    size_t len; /* octets */
};

/** The 16-bit big-endian number at `at`. Source: RFC 1035 §2.3.2. */
static inline uint16_t get_u16(const uint8_t *at)
{
    return (uint16_t)(((unsigned)at[0] << 8) | at[1]);
}

/** The 32-bit big-endian number at `at`. */
static inline uint32_t get_u32(const uint8_t *at)
{
    return ((uint32_t)at[0] << 24) | ((uint32_t)at[1] << 16) | ((uint32_t)at[2] << 8) | at[3];
}

/** Write a 16-bit number big-endian. */
static inline void put_u16(uint8_t *at, uint16_t value)
{
    uint16_t big = htobe16(value);
    memcpy(at, &big, sizeof(big));
}

/** Write a 32-bit number big-endian. */
static inline void put_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

/** Eight octets as one word, in the machine's (little-endian) order, from any alignment. */
static inline uint64_t load_u64(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return word;
}

/**
 * memcpy() for what is short most times: whole words, the last of which laps over the one before.
 * Nothing is read or written outside of the two.
 */
static inline void bytes_copy(uint8_t *to, const uint8_t *from, size_t len)
{
    if (len >= 16) {
        for (size_t at = 0; at + 16 < len; at += 16) {
            memcpy(to + at, from + at, 16);
        }
        memcpy(to + len - 16, from + len - 16, 16);
    } else if (len >= 8) {
        memcpy(to, from, 8);
        memcpy(to + len - 8, from + len - 8, 8);
    } else if (len >= 4) {
        memcpy(to, from, 4);
        memcpy(to + len - 4, from + len - 4, 4);
    } else if (len > 0) {
        to[0] = from[0];
        to[len / 2] = from[len / 2];
        to[len - 1] = from[len - 1];
    }
}

#endif
