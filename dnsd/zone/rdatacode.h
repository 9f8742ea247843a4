/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of the encoded fields of an rdata: hexadecimal, base 32 and 64, times, type bitmaps. */
#ifndef DNSD_ZONE_RDATACODE_H
#define DNSD_ZONE_RDATACODE_H

#include "zone/fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each takes its tokens, appends its wire octets, and reports what is wrong with them. */
bool rdatacode_hex(struct fields *fields, const char *what);     /* all that follow, at least one */
bool rdatacode_base64(struct fields *fields, const char *what);  /* all that follow. RFC 4648 §4 */
bool rdatacode_base32(struct fields *fields, const char *what);  /* RFC 4648 §7, RFC 5155 §3.3 */
bool rdatacode_salt(struct fields *fields, const char *what);    /* RFC 5155 §3.3 */
bool rdatacode_time(struct fields *fields, const char *what);    /* RFC 4034 §3.2 */
bool rdatacode_types(struct fields *fields, const char *what);   /* RFC 4034 §4.1.2 */
bool rdatacode_locator(struct fields *fields, const char *what); /* RFC 6742 §2.1.2 */
bool rdatacode_eui48(struct fields *fields, const char *what);   /* RFC 7043 §3.2 */
bool rdatacode_atm(struct fields *fields, const char *what);     /* AF-SAA-0069.000 §4.2 */
bool rdatacode_eui64(struct fields *fields, const char *what);   /* RFC 7043 §4.2 */

/**
 * Read hexadecimal digits from all tokens that follow.
 *
 * Returns false after reporting what else stood there, or an odd number of digits.
 */
bool rdatacode_hex_rest(struct fields *fields, const char *what);

#endif
