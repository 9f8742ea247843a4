/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold among the records of a zone before it can be served. */
#ifndef DNSD_ZONE_SETTLE_H
#define DNSD_ZONE_SETTLE_H

#include "base/errs.h"
#include "zone/record.h"

#include <stdbool.h>

/**
 * Make the records of a zone consistent.
 *
 * An exact duplicate is dropped and TTLs that differ in an rrset become the lowest, with a warning
 * each. CNAME beside other data, and two CNAMEs or DNAMEs at a name, are errors: returns false.
 * Source: RFC 2181 §5 (rrsets), §5.2 (TTLs); RFC 1034 §3.6.2 and RFC 4034 §3, §4 (CNAME);
 * RFC 6672 §2.4 (DNAME).
 */
bool settle_records(struct records *records, struct errs *errs);

#endif
