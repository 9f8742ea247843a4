/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of rdata that ldns reads too loosely: LOC, APL, WKS, IPSECKEY. */
#ifndef DNSD_ZONE_RDATARARE_H
#define DNSD_ZONE_RDATARARE_H

#include "base/bytes.h"
#include "zone/fields.h"

#include <stdbool.h>

/* Each takes its tokens, appends its wire octets, and reports what is wrong with them. */
bool rdatarare_loc(struct fields *fields, const char *what);   /* RFC 1876 §3 */
bool rdatarare_apl(struct fields *fields, const char *what);   /* RFC 3123 §5 */
bool rdatarare_ports(struct fields *fields, const char *what); /* RFC 1035 §3.4.2: WKS */

/* Whether wire octets are what these readers make. */
bool rdatarare_loc_fits(struct bytes wire);
bool rdatarare_apl_fits(struct bytes wire);

#endif
