/* SPDX-License-Identifier: Apache-2.0 */
/* A zone from a few lines of text, for tests. */
#ifndef DNSD_TESTS_UNIT_ZONE_READING_H
#define DNSD_TESTS_UNIT_ZONE_READING_H

#include "zone/zonefile.h"

#include <stdio.h>
#include <string.h>

struct reading {
    struct records records;
    struct errs *errs;
    bool ok;
};

/** Read "example." from text after a $TTL and a SOA, which are lines 1 and 2, in one line each. */
static inline struct reading reading_of(const char *text)
{
    static char whole[200000];
    struct reading reading = {.errs = errs_new()};
    struct name origin;
    name_parse("example.", 8, NULL, &origin, NULL);
    snprintf(whole, sizeof(whole), "$TTL 3600\n@ SOA ns h 1 2 3 4 5\n%s", text);
    reading.ok =
        zonefile_read_text("zone", whole, strlen(whole), &origin, &reading.records, reading.errs);
    return reading;
}

/** Free what reading_of() made. */
static inline void reading_done(struct reading *reading)
{
    records_done(&reading->records);
    errs_free(reading->errs);
}

/** The last record, NULL when only the SOA is there. */
static inline const struct record *reading_last(const struct reading *reading)
{
    size_t count = reading->records.count;
    return count < 2 ? NULL : &reading->records.list[count - 1];
}

#endif
