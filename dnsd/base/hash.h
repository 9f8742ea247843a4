/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash of domain names that image tables are built and searched with.
 *
 * A name is hashed label by label from the root down, so that the hashes of all its suffixes fall
 * out on the way: that is what finds blocks, zones and closest enclosers. The same function runs
 * in the loader and in the server, on lower-case octets only.
 */
#ifndef DNSD_BASE_HASH_H
#define DNSD_BASE_HASH_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* Octets that must be readable past the end of a name that is hashed (word-wise loads). */
enum { HASH_SLACK = 8 };

/** The hash of the root name in a table family with this seed. */
static inline uint64_t hash_root(uint64_t seed)
{
    return seed ^ 0x9e3779b97f4a7c15u;
}

/**
 * One mixing step: the whole product, its upper half folded onto the lower. So every bit of the
 * word reaches every bit of the hash; tables use the low bits as index and the high ones as tag.
 */
static inline uint64_t hash_mix(uint64_t hash, uint64_t word)
{
    __extension__ unsigned __int128 product = hash ^ word;
    product *= 0xd6e8feb86659fd93u;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/**
 * The hash of a name, given the hash of the name below its first label.
 *
 * parent  hash of the rest of the name
 * label   length octet and octets, lower case; HASH_SLACK octets past it are readable
 */
static inline uint64_t hash_label(uint64_t parent, const uint8_t *label)
{
    unsigned len = label[0] + 1u;
    uint64_t hash = parent;
    while (len > 8) {
        hash = hash_mix(hash, load_u64(label));
        label += 8;
        len -= 8;
    }
    return hash_mix(hash, load_u64(label) << (64 - 8 * len));
}

/** Whether two keys of one length (not 0) are the same; HASH_SLACK octets past both readable. */
static inline bool hash_same(const uint8_t *a, const uint8_t *b, unsigned len)
{
    while (len > 8) {
        if (load_u64(a) != load_u64(b)) {
            return false;
        }
        a += 8;
        b += 8;
        len -= 8;
    }
    return (load_u64(a) ^ load_u64(b)) << (64 - 8 * len) == 0;
}

/** The hash of any octets: for tables whose keys are no names. */
uint64_t hash_octets(uint64_t seed, const void *octets, size_t len);

#endif
