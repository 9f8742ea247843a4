/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mmcopy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fails(const char *path, struct pos at, const char *what, struct errs *errs)
{
    return err_add(errs, at,
                   "database '%s' %s; put a MaxMind database there or correct the path "
                   "(scripts/geodb fetches a country database)",
                   path, what);
}

static bool fails_by_errno(const char *path, struct pos at, const char *doing, struct errs *errs)
{
    char what[160];
    snprintf(what, sizeof(what), "cannot be %s: %s", doing, strerror(errno));
    return fails(path, at, what, errs);
}

/* All octets up to the file's end; it may grow or shrink meanwhile. */
static bool copy_octets(int from, int to, off_t *size)
{
    enum { STEP = 1 << 24 };
    *size = 0;
    for (;;) {
        ssize_t copied = sendfile(to, from, NULL, STEP);
        if (copied == 0) {
            return true;
        }
        if (copied < 0 && errno != EINTR) {
            return false;
        }
        *size += copied < 0 ? 0 : copied;
        if (*size > UINT32_MAX) {
            errno = EFBIG;
            return false;
        }
    }
}

static bool seal_and_map(int fd, off_t size, struct mmcopy *out)
{
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
        return false;
    }
    void *octets = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    if (octets == MAP_FAILED) {
        return false;
    }
    *out = (struct mmcopy){.octets = {octets, (size_t)size}, .fd = fd};
    snprintf(out->path, sizeof(out->path), "/proc/self/fd/%d", fd);
    return true;
}

static bool copy_file(const char *path, int from, struct pos at, struct mmcopy *out,
                      struct errs *errs)
{
    struct stat facts;
    off_t size;
    if (fstat(from, &facts) != 0) {
        return fails_by_errno(path, at, "read", errs);
    }
    if (!S_ISREG(facts.st_mode)) {
        return fails(path, at, S_ISDIR(facts.st_mode) ? "is a directory" : "is no file", errs);
    }
    int fd = memfd_create("geo-database", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || !copy_octets(from, fd, &size)) {
        fails_by_errno(path, at, "read", errs);
    } else if (size == 0) {
        fails(path, at, "is empty", errs);
    } else if (!seal_and_map(fd, size, out)) {
        fails_by_errno(path, at, "kept in memory", errs);
    } else {
        return true;
    }
    if (fd >= 0) {
        close(fd);
    }
    return false;
}

bool mmcopy_open(const char *path, struct pos at, struct mmcopy *out, struct errs *errs)
{
    /* Non-blocking, so that a pipe in the database's place cannot stop the load. */
    int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (from < 0) {
        return fails_by_errno(path, at, "opened", errs);
    }
    bool copied = copy_file(path, from, at, out, errs);
    close(from);
    return copied;
}

void mmcopy_close(struct mmcopy *copy)
{
    if (copy->path[0] != '\0') {
        munmap((void *)copy->octets.at, copy->octets.len);
        close(copy->fd);
    }
    *copy = (struct mmcopy){0};
}
