/* SPDX-License-Identifier: Apache-2.0 */
/* An image in words, for people: what `dnsctl image` shows. */
#ifndef DNSD_IMAGE_PRINT_H
#define DNSD_IMAGE_PRINT_H

#include "image/open.h"

#include <stdio.h>

/** Print version, digest, sections, listeners, server blocks, zones and, where known, watched
 * files. */
void image_print(const struct image *image, FILE *to);

#endif
