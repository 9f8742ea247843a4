/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a master file: $ORIGIN, $TTL, $INCLUDE, $GENERATE, parentheses, every record type. */
#ifndef DNSD_ZONE_ZONEFILE_H
#define DNSD_ZONE_ZONEFILE_H

#include "base/errs.h"
#include "wire/name.h"
#include "zone/record.h"

#include <stdbool.h>

/**
 * Read a zone's master file from a path.
 *
 * origin  the zone's apex; also the first $ORIGIN
 * out     filled on success and on failure as far as read; records_done() frees it either way
 * All faults of the file are added to errs, each with its column. A file that cannot be opened is
 * an error at `from`, the place that named it.
 * Source: RFC 1035 §5, RFC 2308 §4 ($TTL), RFC 3597 §5 (unknown types).
 */
bool zonefile_read(const char *path, const struct name *origin, struct pos from,
                   struct records *out, struct errs *errs);

/** The same from text in memory; `file` is the name for messages, includes are looked up beside. */
bool zonefile_read_text(const char *file, const char *text, size_t len, const struct name *origin,
                        struct records *out, struct errs *errs);

/** Free what a read filled in. */
void records_done(struct records *records);

#endif
