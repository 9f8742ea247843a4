/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/extent.h"

#include "image/map.h"
#include "image/map_build.h"
#include "image/rulebook.h"

#include <stdbool.h>

/* The decision of each spot as a number: equal decisions have one. */
static uint32_t *number_decisions(const struct law_case *ask, const struct atlas *atlas,
                                  struct arena *arena)
{
    uint32_t *numbers = arena_alloc(arena, (atlas->nspots + 1) * sizeof(*numbers));
    struct decision *distinct = arena_alloc(arena, (atlas->nspots + 1) * sizeof(*distinct));
    uint32_t count = 0;
    for (size_t i = 0; i < atlas->nspots; i++) {
        const struct spot *spot = &atlas->spots[i];
        uint32_t n = 0;
        decision_make(ask, spot, law_eligible(ask, spot), arena, &distinct[count]);
        while (!decision_equal(&distinct[n], &distinct[count])) {
            n++;
        }
        numbers[i] = n;
        count += n == count;
    }
    return numbers;
}

static void renumber(const struct map_ranges *from, const uint32_t *numbers, struct map_ranges *out)
{
    for (size_t i = 0; i < from->count; i++) {
        map_build_append(out, from->at[i].start, numbers[from->at[i].value]);
    }
}

static unsigned find_leaf(const struct map_ranges *v4, const struct map_ranges *v6,
                          const struct prefix *client)
{
    struct build *build = build_new();
    struct image image = {.base = NULL};
    struct map_hit hit;
    uint32_t map = map_build_add(build, v4, v6);
    image.at[SECTION_MAP] = build_at(build, SECTION_MAP, 0);
    image.count[SECTION_MAP] = build_count(build, SECTION_MAP);
    image.at[SECTION_MAP_DATA] = build_at(build, SECTION_MAP_DATA, 0);
    image.count[SECTION_MAP_DATA] = build_count(build, SECTION_MAP_DATA);
    map_find(&image, map, client, &hit);
    build_free(build);
    return hit.scope_bits;
}

/* Whether clients with the same decision may get different clusters, by their /24 or /48. */
static bool is_spread(const struct decision *decision)
{
    bool spread = false;
    for (size_t i = 0; i < decision->nparts; i++) {
        const struct decision_part *part = &decision->parts[i];
        spread = spread || part->share != 0;
        for (size_t t = 0; t < part->ntiers; t++) {
            spread = spread || (part->tiers[t] & (part->tiers[t] - 1)) != 0;
        }
    }
    return spread;
}

unsigned extent_scope(const struct law_case *ask, const struct atlas *atlas,
                      const struct prefix *client, const struct decision *decision,
                      struct arena *arena)
{
    struct map_ranges v4 = {.count = 0};
    struct map_ranges v6 = {.count = 0};
    const uint32_t *numbers = number_decisions(ask, atlas, arena);
    renumber(&atlas->v4, numbers, &v4);
    renumber(&atlas->v6, numbers, &v6);
    unsigned leaf = find_leaf(&v4, &v6, client);
    map_build_free(&v4);
    map_build_free(&v6);
    unsigned least = rulebook_least_scope(client);
    return is_spread(decision) && leaf < least ? least : leaf;
}
