/* SPDX-License-Identifier: Apache-2.0 */
/* A file's octets in a sealed memfd: what happens to the file later does not matter. */
#ifndef DNSD_GEO_MMCOPY_H
#define DNSD_GEO_MMCOPY_H

#include "base/bytes.h"
#include "base/errs.h"

#include <stdbool.h>

enum { MMCOPY_PATH_SIZE = 32 };

struct mmcopy {
    struct bytes octets;         /* mapped read-only until mmcopy_close() */
    char path[MMCOPY_PATH_SIZE]; /* where this process can open the copy; empty = there is none */
    int fd;
};

/**
 * Copy a file.
 *
 * Returns false after an error: it is missing, no file, empty, or larger than MaxMind databases
 * can be (4 GiB).
 */
bool mmcopy_open(const char *path, struct pos at, struct mmcopy *out, struct errs *errs);

/** Give the copy back; one that is all zero is fine. */
void mmcopy_close(struct mmcopy *copy);

#endif
