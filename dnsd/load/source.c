/* SPDX-License-Identifier: Apache-2.0 */
#include "load/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SOURCE_MAX = 64 * 1024 * 1024, SOURCE_FIRST = 64 * 1024 };

static bool cannot_read(const char *path, int error, struct errs *errs)
{
    return err_add(errs, (struct pos){.file = path},
                   "cannot be read (%s); write the path of a Corefile after -conf",
                   strerror(error));
}

static bool read_all(struct arena *arena, const char *path, int fd, struct bytes *out,
                     struct errs *errs)
{
    size_t room = SOURCE_FIRST;
    size_t len = 0;
    uint8_t *text = arena_octets(arena, room);
    for (;;) {
        ssize_t got = pread(fd, text + len, room - len, (off_t)len);
        if (got < 0 && errno == ESPIPE) {
            got = read(fd, text + len, room - len);
        }
        if (got < 0) {
            return cannot_read(path, errno, errs);
        }
        if (got == 0) {
            *out = (struct bytes){.at = text, .len = len};
            return true;
        }
        len += (size_t)got;
        if (len > SOURCE_MAX) {
            return err_add(errs, (struct pos){.file = path},
                           "is larger than 64 MiB; split it into files and import them");
        }
        if (len == room) {
            uint8_t *bigger = arena_octets(arena, room * 2);
            memcpy(bigger, text, len);
            text = bigger;
            room *= 2;
        }
    }
}

bool source_read(struct arena *arena, const char *path, int fd, struct bytes *out,
                 struct errs *errs)
{
    if (fd >= 0) {
        return read_all(arena, path, fd, out, errs);
    }
    int own = open(path, O_RDONLY | O_CLOEXEC);
    if (own < 0) {
        return cannot_read(path, errno, errs);
    }
    bool ok = read_all(arena, path, own, out, errs);
    close(own);
    return ok;
}
