/* SPDX-License-Identifier: Apache-2.0 */
/* A zone's records made into its segment of the image: nodes with finished answers. */
#ifndef DNSD_ZONE_COMPILE_H
#define DNSD_ZONE_COMPILE_H

#include "base/errs.h"
#include "image/build.h"
#include "image/segment.h"
#include "zone/record.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Compile a zone and append its segment to SECTION_ZONE_DATA.
 *
 * records    of one zone, all at or below records->origin; without SOA the zone's denials are bare
 * name_seed  of the image (hash_root())
 * out        apex, at and size are set; the rest is the caller's
 * Returns false after adding errors (an rrset that fits no message).
 * Source: RFC 1034 §4.2.1 (cuts), RFC 6672 (DNAME), RFC 2308 §3 (SOA of denials).
 */
bool compile_zone(struct build *build, const struct records *records, uint64_t name_seed,
                  struct image_zone *out, struct errs *errs);

#endif
