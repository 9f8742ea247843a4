/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/provestates.h"

#include <stdlib.h>

static int count_bits(uint64_t mask)
{
    return __builtin_popcountll(mask);
}

/* Fewest clusters first, so that the first counterexample is the simplest. */
static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    if (count_bits(x) != count_bits(y)) {
        return count_bits(x) < count_bits(y) ? -1 : 1;
    }
    return (x > y) - (x < y);
}

/* The clusters of `checked` whose number among them is a bit of `which`. */
static uint64_t spread(uint64_t checked, uint64_t which)
{
    uint64_t mask = 0;
    for (; checked != 0; checked &= checked - 1, which >>= 1) {
        mask |= (which & 1) != 0 ? checked & (0 - checked) : 0;
    }
    return mask;
}

/* xorshift64*, from a fixed seed: the same states on every machine. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(0x2545f4914f6cdd1d);
}

static size_t sort_once(uint64_t *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof(*list), compare);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || list[kept - 1] != list[i]) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

/* None, all, each one, each pair; then others by chance until there are enough. */
static size_t list_some(uint64_t checked, size_t nchecked, uint64_t *list)
{
    uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);
    size_t count = 0;
    list[count++] = 0;
    list[count++] = checked;
    for (size_t i = 0; i < nchecked; i++) {
        list[count++] = spread(checked, UINT64_C(1) << i);
        for (size_t j = 0; j < i; j++) {
            list[count++] = spread(checked, UINT64_C(1) << i | UINT64_C(1) << j);
        }
    }
    for (size_t wanted = count + PROVESTATES_SEEDED; count < wanted;) {
        while (count < wanted) {
            list[count++] = next_random(&seed) & checked;
        }
        count = sort_once(list, count);
    }
    return count;
}

void provestates_list(const struct policy *policy, struct arena *arena, struct provestates *out)
{
    uint64_t checked = 0;
    *out = (struct provestates){.nchecked = 0};
    for (size_t c = 0; c < policy->nclusters; c++) {
        if (policy->clusters[c].health.probe != PROBE_NONE) {
            checked |= UINT64_C(1) << c;
            out->nchecked++;
        }
    }
    out->all = out->nchecked <= PROVESTATES_ALL_MAX;
    size_t count = out->all ? (size_t)1 << out->nchecked
                            : 2 + out->nchecked * (out->nchecked + 1) / 2 + PROVESTATES_SEEDED;
    uint64_t *list = arena_alloc(arena, count * sizeof(*list));
    for (uint64_t i = 0; out->all && i < count; i++) {
        list[i] = spread(checked, i);
    }
    if (!out->all) {
        count = list_some(checked, out->nchecked, list);
    }
    out->count = sort_once(list, count);
    out->down = list;
}
