/* SPDX-License-Identifier: Apache-2.0 */
#include "super/pidfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool pidfile_write(const char *path)
{
    char text[16];
    int len = snprintf(text, sizeof(text), "%d\n", (int)getpid());
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        return false;
    }
    bool well = write(fd, text, (size_t)len) == len;
    return close(fd) == 0 && well;
}
