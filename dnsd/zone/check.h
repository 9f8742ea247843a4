/* SPDX-License-Identifier: Apache-2.0 */
/* What loads but is likely not what the zone's owner meant: warnings. */
#ifndef DNSD_ZONE_CHECK_H
#define DNSD_ZONE_CHECK_H

#include "base/errs.h"
#include "zone/record.h"

/**
 * Warn about what looks wrong in a zone: no NS, hosts without address or glue, hosts that are
 * aliases or look like addresses, aliases to nothing, names below a delegation, forgotten dots.
 *
 * records  of the zone. Every warning is at its record, with the line where its file can be read.
 * Source: RFC 2181 §10.3 (NS and MX to a CNAME), RFC 1034 §4.2.1 (glue), RFC 4592 §4.2 and §4.4
 * (wildcard NS and DNAME), RFC 6672 §2.4 (data below a DNAME).
 */
void check_records(const struct records *records, struct errs *errs);

#endif
