/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of the plain fields of an rdata: numbers, names, addresses, strings. */
#ifndef DNSD_ZONE_RDATABASIC_H
#define DNSD_ZONE_RDATABASIC_H

#include "zone/fields.h"

#include <stdbool.h>

/*
 * Each takes its tokens, appends its wire octets, and reports what is wrong with them. what  is
 * the field's name for messages.
 */
bool rdatabasic_u8(struct fields *fields, const char *what);
bool rdatabasic_u16(struct fields *fields, const char *what);
bool rdatabasic_u32(struct fields *fields, const char *what);
bool rdatabasic_u64(struct fields *fields, const char *what);
bool rdatabasic_ttl(struct fields *fields, const char *what);
bool rdatabasic_period(struct fields *fields, const char *what);
bool rdatabasic_name(struct fields *fields, const char *what);
bool rdatabasic_ipv4(struct fields *fields, const char *what);
bool rdatabasic_ipv6(struct fields *fields, const char *what);
bool rdatabasic_string(struct fields *fields, const char *what);
bool rdatabasic_strings(struct fields *fields, const char *what);
bool rdatabasic_text(struct fields *fields, const char *what);
bool rdatabasic_tag(struct fields *fields, const char *what);
bool rdatabasic_type(struct fields *fields, const char *what);
bool rdatabasic_algorithm(struct fields *fields, const char *what);
bool rdatabasic_cert_type(struct fields *fields, const char *what);
bool rdatabasic_scheme(struct fields *fields, const char *what);
bool rdatabasic_relay(struct fields *fields, const char *what);
bool rdatabasic_gateway(struct fields *fields, const char *what);

#endif
