/* SPDX-License-Identifier: Apache-2.0 */
#include "step/rendezvous.h"

enum { V4_BITS = 24, V6_BITS = 48, FRACTION_BITS = 32 };

struct prefix rendezvous_network(const struct prefix *client)
{
    struct prefix inside = *client;
    prefix_unmap(client, &inside);
    return prefix_of(&inside.addr, inside.addr.family == FAMILY_IPV4 ? V4_BITS : V6_BITS);
}

static uint64_t add(uint64_t fnv, const uint8_t *octets, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        fnv = (fnv ^ octets[i]) * 0x100000001b3u;
    }
    return fnv;
}

static uint64_t hash_of(uint8_t kind, const struct rendezvous *who, struct bytes subject)
{
    const uint8_t head[] = {kind, who->network.addr.family};
    uint64_t hash = add(0xcbf29ce484222325u, head, sizeof(head));
    hash = add(hash, who->network.addr.octets, who->network.bits / 8);
    hash = add(hash, who->name.at, who->name.len);
    hash = add(hash, subject.at, subject.len);
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return hash ^ hash >> 31;
}

uint32_t rendezvous_point(const struct rendezvous *who, struct bytes route)
{
    return (uint32_t)(((hash_of('s', who, route) >> 32) * 10000) >> 32);
}

uint64_t rendezvous_hash(const struct rendezvous *who, struct bytes cluster)
{
    return hash_of('c', who, cluster);
}

uint64_t rendezvous_cost(uint64_t hash)
{
    unsigned zeros = (unsigned)__builtin_clzll(hash | 1);
    uint64_t m = (hash | 1) << zeros; /* 1.63 bits */
    uint64_t log2 = 63 - zeros;
    for (int i = 0; i < FRACTION_BITS; i++) {
        __extension__ unsigned __int128 square = (unsigned __int128)m * m; /* 2.126 bits */
        bool two = (uint64_t)(square >> 127) != 0;
        m = (uint64_t)(two ? square >> 64 : square >> 63);
        log2 = log2 << 1 | two;
    }
    return (UINT64_C(64) << FRACTION_BITS) - log2;
}

bool rendezvous_before(uint64_t a, uint32_t weight_a, uint64_t b, uint32_t weight_b)
{
    __extension__ unsigned __int128 left = (unsigned __int128)rendezvous_cost(a) * weight_b;
    __extension__ unsigned __int128 right = (unsigned __int128)rendezvous_cost(b) * weight_a;
    return left != right ? left < right : a > b;
}
