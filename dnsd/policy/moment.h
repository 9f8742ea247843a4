/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time as policies write them: a date, or RFC 3339 with an offset. */
#ifndef DNSD_POLICY_MOMENT_H
#define DNSD_POLICY_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_TEXT_SIZE = 32 };

/**
 * Read "2026-12-31" (midnight UTC), "2026-12-31T06:00:00+01:00" or "...Z"; parts of a second are
 * dropped. Units: seconds since 1970 UTC.
 * Source: RFC 3339 §5.6; a leap second is the second after it, as in POSIX.
 */
bool moment_parse(const char *text, int64_t *out_s);

/** Write as a date, or as RFC 3339 in UTC when it is not midnight. Returns out. */
const char *moment_format(int64_t moment_s, char *out);

#endif
