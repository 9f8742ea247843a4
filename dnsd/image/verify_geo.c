/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/geo.h defines. */
#include "image/geo.h"
#include "image/map.h"
#include "image/verify.h"

enum { ANSWER_ALIGN = 4 };

/* Whether an offset into SECTION_ANSWER is REF_NONE or a rendering. */
static bool verify_answer(const struct image *image, uint32_t at, const char *what, uint32_t i,
                          char *why)
{
    uint64_t count = image->count[SECTION_ANSWER];
    if (at == REF_NONE) {
        return true;
    }
    if (at % ANSWER_ALIGN != 0 || at > count) {
        return verify_fails(why, "%s %u: no rendering at %u", what, i, at);
    }
    const char *wrong =
        verify_rendering((const uint8_t *)image->at[SECTION_ANSWER] + at, count - at, NULL);
    return wrong == NULL || verify_fails(why, "%s %u: rendering at %u: %s", what, i, at, wrong);
}

static bool values_below(const struct map_range6 *ranges, uint32_t count, uint32_t limit)
{
    for (uint32_t i = 0; i < count; i++) {
        if (ranges[i].value > limit) {
            return false;
        }
    }
    return true;
}

bool verify_map_values(const struct image *image, uint32_t number, uint32_t limit)
{
    const struct image_map *map = map_at(image, number);
    const struct map_range4 *v4 = map_data(image, map->v4_ranges);
    for (uint32_t i = 0; i < map->v4_count; i++) {
        if (v4[i].value > limit) {
            return false;
        }
    }
    return values_below(map_data(image, map->v6_ranges), map->v6_count, limit) &&
           values_below(map_data(image, map->inner), map->inner_count, limit);
}

bool verify_geo(const struct image *image, uint32_t i, char *why)
{
    const struct image_geo *geo = geo_at(image, i);
    if (geo->map >= image->count[SECTION_MAP]) {
        return verify_fails(why, "geo %u: no map %u", i, geo->map);
    }
    if (!verify_range(image, SECTION_TARGET, geo->targets) || geo->unknown > geo->targets.count ||
        !verify_map_values(image, geo->map, geo->targets.count)) {
        return verify_fails(why, "geo %u: a decision has no target", i);
    }
    if (!verify_names(image, geo->own) || !verify_range(image, SECTION_GEO_NAME, geo->first)) {
        return verify_fails(why, "geo %u: its names are not in the image", i);
    }
    return verify_answer(image, geo->soa, "geo", i, why) &&
           verify_answer(image, geo->negative, "geo", i, why);
}

bool verify_geo_name(const struct image *image, uint32_t i, char *why)
{
    const struct image_geo_name *name =
        (const struct image_geo_name *)image->at[SECTION_GEO_NAME] + i;
    if (!verify_name(image, name->name)) {
        return verify_fails(why, "geo name %u: it is no name", i);
    }
    if ((name->flags & ~(uint32_t)GEO_FLAT) != 0 || name->zero != 0) {
        return verify_fails(why, "geo name %u: flags %u are not known", i, name->flags);
    }
    return true;
}

bool verify_target(const struct image *image, uint32_t i, char *why)
{
    const struct image_target *target = (const struct image_target *)image->at[SECTION_TARGET] + i;
    const uint32_t answers[] = {target->a, target->aaaa, target->other, target->flat_a,
                                target->flat_aaaa};
    if (!verify_blob(image, target->code) || !verify_blob(image, target->name) ||
        target->served > 1) {
        return verify_fails(why, "target %u: its words are not in the image", i);
    }
    for (size_t n = 0; n < sizeof(answers) / sizeof(answers[0]); n++) {
        if (!verify_answer(image, answers[n], "target", i, why)) {
            return false;
        }
    }
    return true;
}
