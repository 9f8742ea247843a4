/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 of octets that were read, and how digests are written. */
#ifndef DNSD_IMAGE_DIGEST_H
#define DNSD_IMAGE_DIGEST_H

#include "base/bytes.h"

#include <stddef.h>

enum { DIGEST_OCTETS = 32, DIGEST_TEXT_SIZE = 2 * DIGEST_OCTETS + 1 };

/**
 * The digest of one text as 64 hexadecimal digits: what sha256sum prints of a file.
 *
 * out  DIGEST_TEXT_SIZE octets. Returns out. Source: FIPS 180-4.
 */
char *digest_of(struct bytes text, char *out);

/**
 * The digest of several texts in their order, each after its length in 8 octets (big-endian), so
 * that what is moved from one to the next changes it.
 *
 * out  DIGEST_TEXT_SIZE octets. Returns out.
 */
char *digest_of_all(const struct bytes *texts, size_t count, char *out);

#endif
