/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers to share load with: a worker's own xorshift64*, fast and not for secrets. */
#ifndef DNSD_QUERY_RANDOM_H
#define DNSD_QUERY_RANDOM_H

#include "query/query.h"

#include <stdint.h>

/** A number from 0 to n - 1 (n > 0); always 0 while the worker did not seed q->random. */
static inline uint32_t random_below(struct query *q, uint32_t n)
{
    uint64_t x = q->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    q->random = x;
    uint64_t high = (x * 0x2545f4914f6cdd1du) >> 32;
    return (uint32_t)((high * n) >> 32);
}

#endif
