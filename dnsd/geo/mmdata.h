/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether data of a MaxMind database is well formed: asked before libmaxminddb follows it, since
 * the library trusts sizes, pointers and nesting more than a file from anywhere deserves.
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

/** Whether octets are UTF-8 without control characters: fit for a log line. */
bool mmdata_is_text(struct bytes octets);

#endif
