/* SPDX-License-Identifier: Apache-2.0 */
/* Where random scenes come from: a seed, or the octets of a fuzzer. The same gives the same. */
#ifndef DNSD_TESTS_PROPERTY_DRAW_H
#define DNSD_TESTS_PROPERTY_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct draw {
    uint64_t state;      /* of the seed */
    const uint8_t *data; /* octets that are drawn instead; NULL = the seed. Then zeros */
    size_t len;
};

/* The finish of SplitMix64. */
static inline uint64_t draw_mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/** Draw from a seed. Its neighbours' numbers must not be the same, one draw later: it is mixed. */
static inline struct draw draw_seeded(uint64_t seed)
{
    return (struct draw){.state = draw_mix(seed + 1)};
}

/** Draw from octets; where they end all draws are 0. */
static inline struct draw draw_octets(const uint8_t *data, size_t len)
{
    static const uint8_t none[1] = {0};
    return (struct draw){.data = len == 0 ? none : data, .len = len};
}

/** 64 random bits (of octets: the next eight). Source: SplitMix64. */
static inline uint64_t draw_bits(struct draw *draw)
{
    if (draw->data == NULL) {
        return draw_mix(draw->state += 0x9e3779b97f4a7c15u);
    }
    uint64_t bits = 0;
    for (unsigned i = 0; i < 8 && draw->len > 0; i++, draw->len--) {
        bits |= (uint64_t)*draw->data++ << (8 * i);
    }
    return bits;
}

/** A number below `end`, which is from 1 (of octets: the next one decides, for ends up to 256). */
static inline uint32_t draw_below(struct draw *draw, uint32_t end)
{
    if (draw->data == NULL) {
        return (uint32_t)(((draw_bits(draw) >> 32) * end) >> 32);
    }
    if (draw->len == 0) {
        return 0;
    }
    draw->len--;
    return *draw->data++ % end;
}

/** True in `percent` of a hundred draws. */
static inline bool draw_chance(struct draw *draw, uint32_t percent)
{
    return draw_below(draw, 100) >= 100 - percent;
}

#endif
