/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 32 }; /* folders in folders: a mount in itself must end */

struct listing {
    struct arena *arena;
    struct directory *out;
};

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_folder(const struct dirent *entry, const char *path)
{
    struct stat facts;
    if (entry->d_type != DT_UNKNOWN) {
        return entry->d_type == DT_DIR;
    }
    return lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void add_file(const struct listing *l, const char *path)
{
    struct directory *out = l->out;
    out->files =
        arena_grow(l->arena, out->files, out->nfiles, &out->files_room, sizeof(*out->files));
    out->files[out->nfiles++] =
        (struct directory_file){.path = path, .name = strrchr(path, '/') + 1};
}

static int list(const struct listing *l, const char *path, int depth)
{
    struct directory *out = l->out;
    struct dirent **entries;
    out->folders = arena_grow(l->arena, out->folders, out->nfolders, &out->folders_room,
                              sizeof(*out->folders));
    out->folders[out->nfolders++] = path;
    int count = scandir(path, &entries, is_shown, by_name);
    if (count < 0) {
        return errno;
    }
    for (int i = 0; i < count; i++) {
        char *below = arena_printf(l->arena, "%s/%s", path, entries[i]->d_name);
        if (!is_folder(entries[i], below)) {
            add_file(l, below);
        } else if (depth < DEPTH_MAX) {
            list(l, below, depth + 1);
        }
        free(entries[i]);
    }
    free(entries);
    return 0;
}

int directory_list(struct arena *arena, const char *path, struct directory *out)
{
    struct listing l = {.arena = arena, .out = out};
    *out = (struct directory){.nfiles = 0};
    return list(&l, path, 0);
}
