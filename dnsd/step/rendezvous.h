/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which part of the client networks a client is in, and which of several clusters it gets.
 *
 * Unkeyed and in whole numbers, so that every server and every version gives a client network the
 * same answer; losing one cluster moves only its own clients. The exact function is a part of the
 * policy language's reference:
 *
 *     text     = kind | family | network | name | subject
 *                kind: 's' for a share, 'c' for a cluster; family: octet 1 (IPv4) or 2 (IPv6);
 *                network: 3 (IPv4) or 6 (IPv6) octets; name: bound name, lower-case wire octets;
 *                subject: octets of the route's name ('s') or the cluster's name ('c')
 *     fnv      = FNV-1a over text, 64 bits: start 0xcbf29ce484222325, prime 0x100000001b3
 *     hash     = fnv; hash ^= hash >> 30; hash *= 0xbf58476d1ce4e5b9; hash ^= hash >> 27;
 *                hash *= 0x94d049bb133111eb; hash ^= hash >> 31              (modulo 2^64)
 *     share    : a part with share s (hundredths of a percent) takes the client when
 *                (hash >> 32) * 10000 >> 32 < s
 *     cluster  : of the clusters the one with the least cost / weight gets it, where
 *                cost = 64 * 2^32 - floor(log2(hash | 1) * 2^32); at a draw the greater hash
 *
 * log2 in whole numbers: hash = 2^e * m, 1 <= m < 2; 32 times m = m^2, with a bit of the fraction
 * for each m >= 2 (then halved); m is kept with 63 bits behind the point, cut after each square.
 */
#ifndef DNSD_STEP_RENDEZVOUS_H
#define DNSD_STEP_RENDEZVOUS_H

#include "base/addr.h"
#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* What the hash is over, but for the subject. */
struct rendezvous {
    struct prefix network; /* /24 or /48: rendezvous_network() */
    struct bytes name;     /* the bound name, lower-case wire octets */
};

/** The network of a client: its first /24 or /48, of IPv4 inside IPv6 the IPv4 one. */
struct prefix rendezvous_network(const struct prefix *client);

/** The point of a client for a route's shares: 0 to 9999. */
uint32_t rendezvous_point(const struct rendezvous *who, struct bytes route);

/** The hash of a client and a cluster. */
uint64_t rendezvous_hash(const struct rendezvous *who, struct bytes cluster);

/** The cost of a hash: below 64 * 2^32, more for smaller hashes. */
uint64_t rendezvous_cost(uint64_t hash);

/** Whether a cluster (hash a, weight) goes before another. Weights are from 1. */
bool rendezvous_before(uint64_t a, uint32_t weight_a, uint64_t b, uint32_t weight_b);

#endif
