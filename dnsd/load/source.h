/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the Corefile, from a path or a descriptor. */
#ifndef DNSD_LOAD_SOURCE_H
#define DNSD_LOAD_SOURCE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/errs.h"

#include <stdbool.h>

/**
 * Read a whole file into the arena.
 *
 * path  for opening, when fd is -1, and for messages
 * A file that cannot be read, or is larger than 64 MiB, is an error.
 */
bool source_read(struct arena *arena, const char *path, int fd, struct bytes *out,
                 struct errs *errs);

#endif
