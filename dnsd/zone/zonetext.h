/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a zone file in memory. */
#ifndef DNSD_ZONE_ZONETEXT_H
#define DNSD_ZONE_ZONETEXT_H

#include "base/errs.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct zonetext {
    char *text; /* a mapping of our own: a file cut short meanwhile cannot kill us */
    size_t len;
    dev_t device; /* with inode: which file it is, under whatever name */
    ino_t inode;
};

/**
 * Read a whole regular file.
 *
 * from  the place that named the file, for messages
 * A file that cannot be read, is no regular one, is larger than 4 GiB, or changes while it is read
 * is an error. Owns: zonetext_close() frees it.
 */
bool zonetext_open(const char *path, struct pos from, struct zonetext *out, struct errs *errs);

/** Give the memory back. */
void zonetext_close(struct zonetext *zonetext);

#endif
