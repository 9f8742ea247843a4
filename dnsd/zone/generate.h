/* SPDX-License-Identifier: Apache-2.0 */
/* $GENERATE: records that differ by a number, as BIND has them. */
#ifndef DNSD_ZONE_GENERATE_H
#define DNSD_ZONE_GENERATE_H

#include "zone/reader.h"

#include <stdbool.h>

/**
 * Read `$GENERATE start-stop[/step] owner [TTL] [IN] type data`, and the records that it stands
 * for.
 *
 * In owner and data `$` becomes the number, `${offset,width,base}` the number plus offset, filled
 * with zeros to width, in base d, o, x, X, or n, N (nibbles from the lowest, with dots); `$$` and
 * `\$` are a dollar sign. The records' place is the directive's. At most 1048576 of them.
 *
 * Returns false after adding an error; the first number that makes a wrong record is the last.
 * Source: BIND 9 Administrator Reference Manual, "The $GENERATE Directive".
 */
bool generate_records(struct reader *reader, const struct entry *entry);

#endif
