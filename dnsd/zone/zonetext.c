/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/zonetext.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot(const char *path, struct pos from, const char *why, struct errs *errs)
{
    return err_add(errs, from, "zone file '%s' cannot be read (%s); write the path of a zone file",
                   path, why);
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Read len octets; 0, or an errno. */
static int read_all(int fd, char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t got = read(fd, text + at, len - at);
        if (got < 0 && errno != EINTR) {
            return errno;
        }
        if (got == 0) {
            return EIO; /* shorter than a moment ago */
        }
        at += got < 0 ? 0 : (size_t)got;
    }
    return 0;
}

static bool read_fd(const char *path, int fd, struct pos from, struct zonetext *out,
                    struct errs *errs)
{
    struct stat before;
    struct stat after;
    if (fstat(fd, &before) < 0) {
        return cannot(path, from, strerror(errno), errs);
    }
    if (!S_ISREG(before.st_mode)) {
        return cannot(path, from, S_ISDIR(before.st_mode) ? "it is a directory" : "it is no file",
                      errs);
    }
    if (before.st_size > (off_t)UINT32_MAX) {
        return cannot(path, from, "it is larger than 4 GiB", errs);
    }
    size_t len = (size_t)before.st_size;
    char *text = mmap(NULL, len + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (text == MAP_FAILED) {
        return cannot(path, from, strerror(errno), errs);
    }
    *out = (struct zonetext){
        .text = text, .len = len, .device = before.st_dev, .inode = before.st_ino};
    int error = read_all(fd, text, len);
    if (error == 0 && fstat(fd, &after) == 0 && same_state(&before, &after)) {
        return true;
    }
    zonetext_close(out);
    return cannot(path, from,
                  error != 0 && error != EIO ? strerror(error) : "it changes while it is read",
                  errs);
}

bool zonetext_open(const char *path, struct pos from, struct zonetext *out, struct errs *errs)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not stall us */
    if (fd < 0) {
        return cannot(path, from, strerror(errno), errs);
    }
    struct zonetext read = {.text = NULL};
    bool ok = read_fd(path, fd, from, &read, errs);
    close(fd);
    if (ok) {
        *out = read;
    }
    return ok;
}

void zonetext_close(struct zonetext *zonetext)
{
    if (zonetext->text != NULL) {
        munmap(zonetext->text, zonetext->len + 1);
        zonetext->text = NULL;
    }
}
