/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a Corefile is read from: each is read once and kept for the load. */
#ifndef DNSD_CONF_TEXTS_H
#define DNSD_CONF_TEXTS_H

#include "base/arena.h"
#include "base/errs.h"
#include "conf/dict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file, or a folder that was searched. */
struct text {
    const char *path; /* as the operator wrote it, beside the file that named it */
    const char *octets;
    size_t len;
    uint64_t device; /* with inode: the same file under another path */
    uint64_t inode;
    bool folder;
    struct text *next; /* in the order they were asked for */
};

struct texts {
    struct arena *arena; /* paths and octets live here */
    struct errs *errs;   /* learns the texts, for showing lines */
    struct dict by_path;
    struct text *first;
    struct text **last;
    size_t count;
    size_t octets_left; /* how much more may be read */
};

/** Start an empty list. scratch: memory that lives as long as the list's use. */
void texts_init(struct texts *texts, struct arena *arena, struct arena *scratch, struct errs *errs);

/** Add the text that the caller already has. */
struct text *texts_add(struct texts *texts, const char *path, const char *octets, size_t len);

/** Note a folder whose entries decide what is read. */
void texts_add_folder(struct texts *texts, const char *path);

/**
 * Read a file, or return it when it was read before.
 *
 * path  copied. Returns NULL with *why set to the cause: it is missing, unreadable, no plain file
 * (a pipe or device is not opened for good), or more than 64 MiB with all others together.
 */
const struct text *texts_read(struct texts *texts, const char *path, const char **why);

#endif
