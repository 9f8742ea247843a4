/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OCTETS_MAX = 64 * 1024 * 1024 };

void texts_init(struct texts *texts, struct arena *arena, struct arena *scratch, struct errs *errs)
{
    *texts = (struct texts){.arena = arena,
                            .errs = errs,
                            .by_path = {.arena = scratch},
                            .last = &texts->first,
                            .octets_left = OCTETS_MAX};
}

static struct text *add(struct texts *texts, const char *path)
{
    struct text *text = arena_alloc(texts->arena, sizeof(*text));
    text->path = path;
    *texts->last = text;
    texts->last = &text->next;
    texts->count++;
    dict_put(&texts->by_path, path, text);
    return text;
}

static void set_octets(struct texts *texts, struct text *text, const char *octets, size_t len)
{
    text->octets = octets;
    text->len = len;
    errs_source(texts->errs, text->path, octets, len);
}

struct text *texts_add(struct texts *texts, const char *path, const char *octets, size_t len)
{
    struct stat what;
    struct text *text = add(texts, path);
    set_octets(texts, text, octets, len);
    if (stat(path, &what) == 0) {
        text->device = what.st_dev;
        text->inode = what.st_ino;
    }
    return text;
}

void texts_add_folder(struct texts *texts, const char *path)
{
    if (dict_find(&texts->by_path, path) == NULL) {
        add(texts, arena_text(texts->arena, path, strlen(path)))->folder = true;
    }
}

/* Read all of an open file into the arena; its size may be wrong (procfs says 0). */
static bool read_all(struct texts *texts, int fd, size_t size, struct text *out)
{
    size_t room = size + 1;
    char *octets = arena_octets(texts->arena, room);
    size_t len = 0;
    for (;;) {
        ssize_t got = read(fd, octets + len, room - len);
        if (got < 0) {
            return false;
        }
        len += (size_t)got;
        if (got == 0 || len > texts->octets_left) {
            break;
        }
        if (len == room) {
            char *bigger = arena_octets(texts->arena, 2 * room);
            memcpy(bigger, octets, len);
            octets = bigger;
            room = 2 * room;
        }
    }
    out->octets = octets;
    out->len = len;
    return true;
}

static const char *read_open(struct texts *texts, int fd, struct text *out)
{
    static const char *const too_long = "with it the imports are longer than 64 MiB";
    struct stat what;
    if (fstat(fd, &what) != 0) {
        return strerror(errno);
    }
    if (S_ISDIR(what.st_mode)) {
        return "it is a folder";
    }
    if (!S_ISREG(what.st_mode)) {
        return "it is no plain file";
    }
    if ((uint64_t)what.st_size > texts->octets_left) {
        return too_long;
    }
    if (!read_all(texts, fd, (size_t)what.st_size, out)) {
        return strerror(errno);
    }
    if (out->len > texts->octets_left) {
        return too_long;
    }
    texts->octets_left -= out->len;
    out->device = what.st_dev;
    out->inode = what.st_ino;
    return NULL;
}

const struct text *texts_read(struct texts *texts, const char *path, const char **why)
{
    struct text *known = dict_find(&texts->by_path, path);
    if (known != NULL && !known->folder) {
        return known;
    }
    struct text read = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    const char *fault = fd < 0 ? strerror(errno) : read_open(texts, fd, &read);
    if (fd >= 0) {
        close(fd);
    }
    if (fault != NULL) {
        *why = fault;
        return NULL;
    }
    struct text *text = add(texts, arena_text(texts->arena, path, strlen(path)));
    set_octets(texts, text, read.octets, read.len);
    text->device = read.device;
    text->inode = read.inode;
    return text;
}
