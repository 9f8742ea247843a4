/* SPDX-License-Identifier: Apache-2.0 */
/* A query mix: patterns of questions in random order, with EDNS and a random client subnet. */
#ifndef BENCH_MIX_H
#define BENCH_MIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MIX_PATTERNS_MAX = 16, MIX_QUERY_MAX = 400 };

enum mix_ecs { MIX_ECS_NONE, MIX_ECS_V4, MIX_ECS_V6, MIX_ECS_BOTH };

/* One `TYPE:NAME[:COUNT[+FIRST]]` argument: a `#` in the name becomes one of count numbers. */
struct mix_pattern {
    uint16_t type;
    uint32_t first;
    uint32_t count;
    const char *name; /* points into the argument; runs to its end or to a colon */
};

struct mix {
    struct mix_pattern patterns[MIX_PATTERNS_MAX];
    unsigned npatterns;
    uint64_t random;    /* state of the generator; never 0 */
    uint16_t edns_size; /* 0: no OPT */
    bool dnssec_ok;
    enum mix_ecs ecs;
};

/** Add one pattern. Returns false when its text cannot be read or there are too many. */
bool mix_add(struct mix *mix, const char *text);

/**
 * Write the next query of the mix.
 *
 * out  at least MIX_QUERY_MAX octets
 *
 * Returns the query's length. ECS is a random /24 (IPv4) or /56 (IPv6): RFC 7871 §11.1.
 */
size_t mix_next(struct mix *mix, uint16_t id, uint8_t *out);

#endif
