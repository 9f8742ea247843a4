/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a block's labels while its database is walked: each distinct list of texts once. */
#ifndef DNSD_PLUGIN_LABELROWS_H
#define DNSD_PLUGIN_LABELROWS_H

#include "geo/place.h"
#include "image/build.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LABELROWS_MAX = 1 << 18, /* distinct rows of one block: 8 octets each and label, and texts */
    LABELROWS_COLUMNS_MAX = 16
};

/* The geoip labels, in the order of labelrows_name(). */
enum labelrows_column {
    COLUMN_CITY_NAME,
    COLUMN_COUNTRY_CODE,
    COLUMN_COUNTRY_NAME,
    COLUMN_COUNTRY_IN_EU,
    COLUMN_CONTINENT_CODE,
    COLUMN_CONTINENT_NAME,
    COLUMN_LATITUDE,
    COLUMN_LONGITUDE,
    COLUMN_TIME_ZONE,
    COLUMN_POSTAL_CODE,
    COLUMN_SUBDIVISIONS,
    COLUMN_ASN_NUMBER,
    COLUMN_ASN_ORG,
    COLUMN_COUNT
};

/* {.build, .columns, .ncolumns} to begin with; labelrows_done() frees the rest. */
struct labelrows {
    struct build *build;
    uint8_t columns[LABELROWS_COLUMNS_MAX]; /* enum labelrows_column */
    size_t ncolumns;
    struct blob_ref *cells; /* row after row */
    uint32_t nrows;
    uint32_t room;   /* rows */
    uint32_t *slots; /* row + 1 by hash; 0 = empty */
    uint32_t mask;   /* slots - 1 */
    bool full;       /* beyond the limits: what came later has no row of its own */
};

/** "geoip/country/code" for COLUMN_COUNTRY_CODE. */
const char *labelrows_name(enum labelrows_column column);

/** The row of a place: a database_class function; arg is a struct labelrows. */
uint32_t labelrows_row(const struct place *place, void *arg);

/** Append one column (index into .columns) to SECTION_LABEL_TEXT. */
struct range_ref labelrows_add(const struct labelrows *rows, size_t column);

/** Free the rows. */
void labelrows_done(struct labelrows *rows);

/**
 * The shortest decimal text that reads as this number, without exponent.
 *
 * out  LABELROWS_NUMBER_SIZE octets. Source: Go's strconv.FormatFloat(value, 'f', -1, 64).
 */
enum { LABELROWS_NUMBER_SIZE = 32 };
const char *labelrows_number(double value, char *out);

#endif
