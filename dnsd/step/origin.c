/* SPDX-License-Identifier: Apache-2.0 */
#include "step/origin.h"

#include "image/map.h"

#include <string.h>

enum { PLACES_SHOWN = 8 };

/* " in 198.51.100.0/24": the own networks around the one place, where its text does not say. */
static void put_owns(struct telling *t)
{
    struct map_hit own;
    if (t->interval->own_map == REF_NONE) {
        return;
    }
    map_find(t->image, t->interval->own_map, t->ask->decide.client, &own);
    struct blob_ref text = account_text(t->image, t->interval->owns, own.value);
    if (own.clear && text.len > 0) {
        telling_put(t, ": ");
        telling_blob(t, text);
    }
}

/* Whether the one place is in no country, whatever the country database says: data.anonymous. */
static bool is_hidden(const struct telling *t, struct blob_ref country)
{
    static const char unknown[] = "unknown";
    struct places_cursor cursor = {0};
    const struct image_account_spot *spot = places_next(&t->places, &cursor);
    return country.len > 0 && spot != NULL && spot->text.len >= sizeof(unknown) - 1 &&
           memcmp(image_blob(t->image, spot->text), unknown, sizeof(unknown) - 1) == 0;
}

/* " (database leaf /28), not corrected": what the one place comes from. */
static void put_origin(struct telling *t)
{
    const struct prefix *client = t->ask->decide.client;
    struct map_hit said;
    struct map_hit corrected;
    map_find(t->image, t->account->database_map, client, &said);
    map_find(t->image, t->interval->correction_map, client, &corrected);
    struct blob_ref country = account_text(t->image, t->account->countries, said.value);
    struct blob_ref holder = account_text(t->image, t->account->registered, said.value);
    bool kept = corrected.clear && corrected.value == 0;
    if (kept && !said.clear) {
        telling_put(t, " (several leaves of the database");
    } else {
        telling_put(t, " (database leaf /%u", said.scope_bits);
    }
    bool hidden = kept && said.clear && is_hidden(t, country);
    if (!kept || hidden) {
        telling_put(t, " says ");
        telling_blob(t, country);
        telling_put(t, "%s%s", country.len == 0 ? "unknown" : "",
                    said.clear ? "" : ", others beside it");
    }
    telling_put(t, "), %s",
                hidden            ? "anonymous: who uses it is in no known country"
                : kept            ? "not corrected"
                : corrected.clear ? "corrected by "
                                  : "corrected in part");
    if (!kept && corrected.clear) {
        telling_blob(t, account_text(t->image, t->account->corrections, corrected.value - 1));
    }
    if (said.clear && holder.len > 0) {
        telling_put(t, "; registered in ");
        telling_blob(t, holder);
    }
}

static void put_places(struct telling *t)
{
    struct places_cursor cursor = {0};
    const struct image_account_spot *spot;
    for (size_t i = 0; i < PLACES_SHOWN && (spot = places_next(&t->places, &cursor)) != NULL; i++) {
        telling_put(t, "%s", i == 0 ? "" : ", ");
        telling_blob(t, spot->text);
    }
    if (t->places.count > PLACES_SHOWN) {
        telling_put(t, " and %zu more", t->places.count - PLACES_SHOWN);
    }
}

void origin_tell(struct telling *t)
{
    const struct prefix *client = t->ask->decide.client;
    char text[PREFIX_TEXT_SIZE];
    if (client == NULL) {
        telling_put(t, "%s -> nothing is known of the client", t->ask->no_subnet);
        telling_end(t, REASONLINE_CLIENT);
        return;
    }
    if (t->ask->no_subnet != NULL) {
        telling_put(t, "%s, so the resolver: ", t->ask->no_subnet);
    }
    telling_put(t, "%s -> ", prefix_format(client, text));
    if (t->places.count == 1) {
        telling_put(t, "one place: ");
        put_places(t);
        put_owns(t);
        put_origin(t);
    } else if (t->clear) {
        telling_put(t, "%zu places with one decision: ", t->places.count);
        put_places(t);
    } else {
        telling_put(t, "mixed: ");
        put_places(t);
        telling_put(t, "   (the subnet is wider than the map)");
    }
    telling_end(t, REASONLINE_CLIENT);
}
