/* SPDX-License-Identifier: Apache-2.0 */
/* Database files for the tests of geo/: the project's own, read, changed and opened. */
#ifndef DNSD_TESTS_GEO_FIXTURE_H
#define DNSD_TESTS_GEO_FIXTURE_H

#include "base/errs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIXTURE_MAX = 1 << 16, FIXTURE_PATH_MAX = 512 };

struct fixture {
    uint8_t octets[FIXTURE_MAX];
    size_t len;
    int fd;                      /* memfd that holds them; -1 = none yet */
    char path[FIXTURE_PATH_MAX]; /* of the memfd */
};

static const struct pos fixture_pos = {.file = "Corefile", .line = 2, .col = 11};

/* The path of a file of the source tree. */
static inline const char *fixture_path(const char *name, char *out)
{
    const char *root = getenv("SOURCE_ROOT");
    snprintf(out, FIXTURE_PATH_MAX, "%s/%s", root == NULL ? "." : root, name);
    return out;
}

/* Read a file of the source tree; false when it is not there. */
static inline bool fixture_read(struct fixture *fixture, const char *name)
{
    char path[FIXTURE_PATH_MAX];
    FILE *file = fopen(fixture_path(name, path), "rb");
    fixture->fd = -1;
    if (file == NULL) {
        return false;
    }
    fixture->len = fread(fixture->octets, 1, sizeof(fixture->octets), file);
    fclose(file);
    return fixture->len > 0;
}

/* Put the octets, as they are now, where `path` says. */
static inline const char *fixture_write(struct fixture *fixture)
{
    if (fixture->fd < 0) {
        fixture->fd = memfd_create("fixture", MFD_CLOEXEC);
        snprintf(fixture->path, sizeof(fixture->path), "/proc/self/fd/%d", fixture->fd);
    }
    bool written = ftruncate(fixture->fd, 0) == 0 &&
                   pwrite(fixture->fd, fixture->octets, fixture->len, 0) == (ssize_t)fixture->len;
    return written ? fixture->path : "cannot be written";
}

static inline void fixture_done(struct fixture *fixture)
{
    if (fixture->fd >= 0) {
        close(fixture->fd);
    }
}

#endif
