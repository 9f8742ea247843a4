/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/naivehash.h"

#include <string.h>

enum { HEAD_SIZE = 1 + 1 + 6 + NAME_MAX_OCTETS };

/* kind | family | network | name | subject */
static uint64_t fnv(char kind, const struct prefix *network, const struct name *name,
                    const char *subject)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    uint8_t head[HEAD_SIZE] = {(uint8_t)kind, network->addr.family};
    size_t len = 2;
    size_t octets = network->addr.family == FAMILY_IPV4 ? 3 : 6;
    memcpy(head + len, network->addr.octets, octets);
    len += octets;
    memcpy(head + len, name->octets, name->len);
    len += name->len;
    for (size_t i = 0; i < len; i++) {
        hash ^= head[i];
        hash *= UINT64_C(0x100000001b3);
    }
    for (size_t i = 0; subject[i] != '\0'; i++) {
        hash ^= (uint8_t)subject[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

static uint64_t hash_of(char kind, const struct prefix *network, const struct name *name,
                        const char *subject)
{
    uint64_t hash = fnv(kind, network, name, subject);
    hash ^= hash >> 30;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    hash ^= hash >> 27;
    hash *= UINT64_C(0x94d049bb133111eb);
    hash ^= hash >> 31;
    return hash;
}

bool naivehash_takes(const struct prefix *network, const struct name *name, const char *route,
                     uint32_t share)
{
    uint64_t hash = hash_of('s', network, name, route);
    return ((hash >> 32) * 10000) >> 32 < share;
}

/* floor(log2(hash | 1) * 2^32): hash = 2^e * m, then a bit for each of 32 squares of m. */
static uint64_t log2_of(uint64_t hash)
{
    __extension__ unsigned __int128 square;
    uint64_t number = hash | 1;
    uint64_t e = 63;
    while ((number >> 63) == 0) { /* m with 63 bits behind the point */
        number <<= 1;
        e--;
    }
    uint64_t log2 = e << 32;
    for (int bit = 31; bit >= 0; bit--) {
        square = number;
        square *= number; /* 126 bits behind the point */
        square >>= 63;    /* 63 again; the whole part is 1, 2 or 3 */
        if (square >> 64 != 0) {
            log2 += UINT64_C(1) << bit;
            square >>= 1;
        }
        number = (uint64_t)square;
    }
    return log2;
}

uint32_t naivehash_pick(const struct policy *policy, uint64_t clusters,
                        const struct prefix *network, const struct name *name)
{
    uint32_t best = POLICY_NONE;
    uint64_t best_hash = 0;
    uint64_t best_cost = 0;
    for (uint32_t c = 0; c < policy->nclusters; c++) {
        if ((clusters & (UINT64_C(1) << c)) == 0) {
            continue;
        }
        uint64_t hash = hash_of('c', network, name, policy->clusters[c].name);
        uint64_t cost = (UINT64_C(64) << 32) - log2_of(hash);
        /* cost / weight, compared without dividing */
        __extension__ unsigned __int128 mine = cost;
        __extension__ unsigned __int128 other = best_cost;
        mine *= best == POLICY_NONE ? 1 : policy->clusters[best].weight;
        other *= policy->clusters[c].weight;
        bool wins = best == POLICY_NONE || mine < other || (mine == other && hash > best_hash);
        if (wins) {
            best = c;
            best_hash = hash;
            best_cost = cost;
        }
    }
    return best;
}
