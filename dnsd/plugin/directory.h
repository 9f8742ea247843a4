/* SPDX-License-Identifier: Apache-2.0 */
/* The files below a directory, by name: what `auto` finds zones among. */
#ifndef DNSD_PLUGIN_DIRECTORY_H
#define DNSD_PLUGIN_DIRECTORY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct directory_file {
    const char *path; /* the directory's path, then the file's below it */
    const char *name; /* its last part */
};

struct directory {
    struct directory_file *files; /* in the order of their paths' octets, folder by folder */
    size_t nfiles;
    size_t files_room;
    const char **folders; /* the directory itself first, then those below it */
    size_t nfolders;
    size_t folders_room;
};

/**
 * List all files at and below a directory. Links to files count as files, links to directories are
 * not followed, and names that begin with a dot (editors' and mounts' own) are left out.
 *
 * Returns 0, or the errno of opening the directory itself; out has its path among the folders even
 * then. Owns: all of it lives in the arena.
 */
int directory_list(struct arena *arena, const char *path, struct directory *out);

#endif
