/* SPDX-License-Identifier: Apache-2.0 */
/* The service parameters of SVCB and HTTPS: alpn=h2,h3 port=8443 ipv4hint=192.0.2.1. */
#ifndef DNSD_ZONE_RDATAPARAMS_H
#define DNSD_ZONE_RDATAPARAMS_H

#include "base/bytes.h"
#include "zone/fields.h"

#include <stdbool.h>

/**
 * Read all tokens that follow as parameters, in any order, and append them in that of their keys.
 *
 * Source: RFC 9460 §2.1, §7, appendix A; RFC 9461 §5 (dohpath); RFC 9540 §4 (ohttp).
 */
bool rdataparams_read(struct fields *fields, const char *what);

/** What is wrong with parameters in wire form; NULL when nothing is. Source: RFC 9460 §2.2. */
const char *rdataparams_check(struct bytes wire);

#endif
