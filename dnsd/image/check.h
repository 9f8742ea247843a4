/* SPDX-License-Identifier: Apache-2.0 */
/* Checking an image when it is opened, so that the server can follow it without looking. */
#ifndef DNSD_IMAGE_CHECK_H
#define DNSD_IMAGE_CHECK_H

#include "base/attr.h"
#include "image/layout.h"
#include "image/open.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Check the elements of every section with what image/section.c names for it. The section table
 * itself was checked before, and every image_facts exists.
 */
bool check_image(const struct image *image, char *why);

/** Write why an image is refused (IMAGE_WHY_SIZE octets). Returns false. */
bool check_fails(char *why, const char *format, ...) ATTR_PRINTF(2, 3);

#endif
