/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

uint64_t hash_octets(uint64_t seed, const void *octets, size_t len)
{
    const uint8_t *at = octets;
    uint64_t hash = hash_mix(hash_root(seed), len);
    while (len >= 8) {
        hash = hash_mix(hash, load_u64(at));
        at += 8;
        len -= 8;
    }
    uint64_t rest = 0;
    if (len > 0) {
        memcpy(&rest, at, len); /* `octets` may be NULL when there are none */
    }
    return hash_mix(hash, rest);
}
