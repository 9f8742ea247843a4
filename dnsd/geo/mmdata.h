/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The data format of MaxMind databases: whether data is well formed, and a value by its path.
 *
 * What libmaxminddb is to follow is checked first, since the library trusts sizes, pointers and
 * nesting more than a file from anywhere deserves. Values are found here: of the 20 fields of a
 * City record each took the library 0.7 us.
 */
#ifndef DNSD_GEO_MMDATA_H
#define DNSD_GEO_MMDATA_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Check one value and everything that it holds or points to.
 *
 * section  the data section (or the metadata): pointers count from its start
 * at       the value's place in it
 * budget   how many values may still be read: lowered; so a file of data that points to itself or
 *          names one thing a million times takes bounded work
 * Returns NULL when it is well formed, else what is wrong ("its data ...").
 * Source: MaxMind DB File Format Specification 2.0, "Data Field Format".
 */
const char *mmdata_check(struct bytes section, size_t at, uint64_t *budget);

enum mmdata_type {
    MMDATA_TEXT,   /* of the value: `octets` */
    MMDATA_NUMBER, /* `number`: unsigned up to 64 bits, or a truth value */
    MMDATA_REAL,   /* `real` */
    MMDATA_OTHER   /* a map, an array, a negative number ... */
};

struct mmdata_value {
    enum mmdata_type type;
    struct bytes octets; /* inside the section */
    uint64_t number;
    double real;
};

/**
 * Find what a path of keys leads to; elements of arrays are named by their number.
 *
 * section, at  as above; they need not have been checked
 * path         ended by NULL
 * Returns false when there is no such value.
 */
bool mmdata_find(struct bytes section, size_t at, const char *const *path,
                 struct mmdata_value *out);

/** Whether octets are UTF-8 without control characters: fit for a log line. */
bool mmdata_is_text(struct bytes octets);

#endif
