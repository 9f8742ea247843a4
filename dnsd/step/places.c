/* SPDX-License-Identifier: Apache-2.0 */
#include "step/places.h"

#include "image/map.h"

#include <string.h>

static bool note_spot(uint32_t spot, void *arg)
{
    struct places *places = arg;
    uint64_t bit = UINT64_C(1) << spot % 64;
    if (places->ranges_max != 0 && places->nranges == places->ranges_max) {
        return false;
    }
    places->nranges++;
    if ((places->others[spot / 64] & bit) == 0) {
        places->others[spot / 64] |= bit;
        places->count++;
        if (places->nlisted < PLACES_LISTED) {
            places->listed[places->nlisted++] = spot;
        }
    }
    return true;
}

/* An engineer looks for the countries first. */
static void put_unknown_last(struct places *places)
{
    uint32_t unknown[PLACES_LISTED];
    size_t nknown = 0;
    size_t nunknown = 0;
    for (size_t i = 0; i < places->nlisted; i++) {
        uint32_t spot = places->listed[i];
        if (places->spots[spot].known) {
            places->listed[nknown++] = spot;
        } else {
            unknown[nunknown++] = spot;
        }
    }
    memcpy(places->listed + nknown, unknown, nunknown * sizeof(*unknown));
}

bool places_find(const struct image *image, const struct image_account_interval *interval,
                 const struct prefix *client, uint32_t ranges_max, struct places *out)
{
    const struct image_account_spot *spots = image->at[SECTION_ACCOUNT_SPOT];
    out->spots = client == NULL ? &spots[interval->unknown] : &spots[interval->spots.first];
    out->count = out->nlisted = 0;
    out->nranges = 0;
    out->ranges_max = ranges_max;
    out->end = (interval->spots.count + 63) / 64 * 64;
    memset(out->others, 0, out->end / 8);
    if (client == NULL) {
        out->listed[0] = 0;
        out->count = out->nlisted = 1;
        return true;
    }
    if (!map_visit(image, interval->spot_map, client, note_spot, out)) {
        return false;
    }
    for (size_t i = 0; i < out->nlisted; i++) {
        out->others[out->listed[i] / 64] &= ~(UINT64_C(1) << out->listed[i] % 64);
    }
    put_unknown_last(out);
    return true;
}

const struct image_account_spot *places_next(const struct places *places,
                                             struct places_cursor *cursor)
{
    if (cursor->listed < places->nlisted) {
        return &places->spots[places->listed[cursor->listed++]];
    }
    if (places->count == places->nlisted) {
        return NULL;
    }
    while (cursor->bit < places->end) {
        uint64_t rest = places->others[cursor->bit / 64] >> cursor->bit % 64;
        if (rest != 0) {
            cursor->bit += (uint32_t)__builtin_ctzll(rest);
            return &places->spots[cursor->bit++];
        }
        cursor->bit = (cursor->bit / 64 + 1) * 64;
    }
    return NULL;
}
