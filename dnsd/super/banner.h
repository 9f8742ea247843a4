/* SPDX-License-Identifier: Apache-2.0 */
/* The start-up lines: a line per zone and address, then name, version and platform. */
#ifndef DNSD_SUPER_BANNER_H
#define DNSD_SUPER_BANNER_H

#include "image/open.h"
#include "super/binding.h"

#include <stddef.h>
#include <uv.h>

/**
 * Print all lines to standard output from another thread: nothing waits for a slow terminal.
 *
 * image, bindings  only read during the call
 */
void banner_print(uv_loop_t *loop, const struct image *image, const struct bindings *bindings);

/** "dnsd-1.2.3" and "linux/amd64, ...", a line each, as -version and the start print them. */
void banner_version(char *out, size_t size);

#endif
