/* SPDX-License-Identifier: Apache-2.0 */
/* A small table of lines and words, as /etc/hosts has it: read into the tree's nodes. */
#ifndef DNSD_PLUGIN_LINES_H
#define DNSD_PLUGIN_LINES_H

#include "base/arena.h"
#include "base/errs.h"
#include "conf/node.h"

#include <stdbool.h>
#include <stddef.h>

struct lines {
    const struct node *list; /* one per line that has words; words past a `#` are comments */
    size_t count;
};

/**
 * Read a table from a file.
 *
 * from  the place that named the file, for messages
 * Owns: nothing; lines, words and the file's text live in the arena, and errs may read the text as
 * long as it lives.
 * Returns false after adding an error: the file cannot be read.
 */
bool lines_read(struct arena *arena, const char *path, struct pos from, struct lines *out,
                struct errs *errs);

#endif
