/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/labelrows.h"

#include "base/hash.h"
#include "base/must.h"
#include "geo/country.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 1024, DECIMALS_MAX = 20 };

const char *labelrows_name(enum labelrows_column column)
{
    static const char *const names[COLUMN_COUNT] = {
        [COLUMN_CITY_NAME] = "geoip/city/name",
        [COLUMN_COUNTRY_CODE] = "geoip/country/code",
        [COLUMN_COUNTRY_NAME] = "geoip/country/name",
        [COLUMN_COUNTRY_IN_EU] = "geoip/country/is_in_european_union",
        [COLUMN_CONTINENT_CODE] = "geoip/continent/code",
        [COLUMN_CONTINENT_NAME] = "geoip/continent/name",
        [COLUMN_LATITUDE] = "geoip/latitude",
        [COLUMN_LONGITUDE] = "geoip/longitude",
        [COLUMN_TIME_ZONE] = "geoip/timezone",
        [COLUMN_POSTAL_CODE] = "geoip/postalcode",
        [COLUMN_SUBDIVISIONS] = "geoip/subdivisions/code",
        [COLUMN_ASN_NUMBER] = "geoip/asn/number",
        [COLUMN_ASN_ORG] = "geoip/asn/org",
    };
    return names[column];
}

const char *labelrows_number(double value, char *out)
{
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        snprintf(out, LABELROWS_NUMBER_SIZE, "%.*f", decimals, value);
        if (strtod(out, NULL) == value) {
            break;
        }
    }
    return out;
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)};
}

/* A place in no country is not outside of the Union: it is not known. */
static const char *union_text(const struct place *place)
{
    if (place->country[0] == '\0') {
        return "";
    }
    return place->in_eu || country_in_eu(place->country) ? "true" : "false";
}

static struct bytes text_of(enum labelrows_column column, const struct place *place, char *room)
{
    switch (column) {
    case COLUMN_CITY_NAME:
        return place->city;
    case COLUMN_COUNTRY_CODE:
        return text_bytes(place->country);
    case COLUMN_COUNTRY_NAME:
        return place->country_name;
    case COLUMN_COUNTRY_IN_EU:
        return text_bytes(union_text(place));
    case COLUMN_CONTINENT_CODE:
        return text_bytes(place->continent);
    case COLUMN_CONTINENT_NAME:
        return place->continent_name;
    case COLUMN_LATITUDE:
        return text_bytes(place->has_location ? labelrows_number(place->latitude, room) : "");
    case COLUMN_LONGITUDE:
        return text_bytes(place->has_location ? labelrows_number(place->longitude, room) : "");
    case COLUMN_TIME_ZONE:
        return place->time_zone;
    case COLUMN_POSTAL_CODE:
        return place->postal;
    case COLUMN_SUBDIVISIONS:
        return text_bytes(place->subdivisions);
    case COLUMN_ASN_NUMBER:
        snprintf(room, LABELROWS_NUMBER_SIZE, "%u", place->asn);
        return text_bytes(place->asn == 0 ? "" : room);
    case COLUMN_ASN_ORG:
        return place->asn_org;
    case COLUMN_COUNT:
    default:
        return text_bytes("");
    }
}

static size_t row_octets(const struct labelrows *rows)
{
    return rows->ncolumns * sizeof(struct blob_ref);
}

static uint64_t hash_row(const struct labelrows *rows, const struct blob_ref *row)
{
    return hash_octets(0, row, row_octets(rows));
}

static uint32_t *find_slot(const struct labelrows *rows, const struct blob_ref *row)
{
    uint32_t at = (uint32_t)hash_row(rows, row);
    for (;; at++) {
        uint32_t *slot = &rows->slots[at & rows->mask];
        if (*slot == 0 ||
            memcmp(rows->cells + (*slot - 1) * rows->ncolumns, row, row_octets(rows)) == 0) {
            return slot;
        }
    }
}

/* Room for one more row; slots stay at most half full. */
static void grow(struct labelrows *rows)
{
    if (rows->nrows < rows->room) {
        return;
    }
    rows->room = rows->room == 0 ? SLOTS_MIN / 2 : rows->room * 2;
    rows->mask = rows->room * 2 - 1;
    rows->cells = must(realloc(rows->cells, rows->room * row_octets(rows)));
    free(rows->slots);
    rows->slots = must(calloc((size_t)rows->mask + 1, sizeof(*rows->slots)));
    for (uint32_t i = 0; i < rows->nrows; i++) {
        *find_slot(rows, rows->cells + i * rows->ncolumns) = i + 1;
    }
}

uint32_t labelrows_row(const struct place *place, void *arg)
{
    struct labelrows *rows = arg;
    struct blob_ref row[LABELROWS_COLUMNS_MAX];
    char room[LABELROWS_NUMBER_SIZE];
    if (rows->full) {
        return 0;
    }
    for (size_t i = 0; i < rows->ncolumns; i++) {
        struct bytes text = text_of((enum labelrows_column)rows->columns[i], place, room);
        row[i] = build_blob(rows->build, text.at, text.len);
    }
    grow(rows);
    uint32_t *slot = find_slot(rows, row);
    if (*slot == 0) {
        memcpy(rows->cells + rows->nrows * rows->ncolumns, row, row_octets(rows));
        *slot = ++rows->nrows;
        rows->full = rows->nrows == LABELROWS_MAX;
    }
    return *slot - 1;
}

struct range_ref labelrows_add(const struct labelrows *rows, size_t column)
{
    struct range_ref range = {.first = (uint32_t)build_count(rows->build, SECTION_LABEL_TEXT),
                              .count = rows->nrows};
    for (uint32_t i = 0; i < rows->nrows; i++) {
        build_add(rows->build, SECTION_LABEL_TEXT, &rows->cells[i * rows->ncolumns + column], 1);
    }
    return range;
}

void labelrows_done(struct labelrows *rows)
{
    free(rows->cells);
    free(rows->slots);
}
