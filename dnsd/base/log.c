/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include "base/ring.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum log_level least = LOG_LEVEL_INFO;
static struct ring *lines;

enum { LINE_SIZE = 1024 };

void log_level_set(enum log_level level)
{
    least = level;
}

void log_ring_set(struct ring *ring)
{
    lines = ring;
}

void log_write(enum log_level level, const char *format, ...)
{
    static const char *const words[] = {"[DEBUG] ", "[INFO] ", "[WARNING] ", "[ERROR] "};
    char line[LINE_SIZE];
    if (level < least) {
        return;
    }
    int len = snprintf(line, sizeof(line), "%s", words[level]);
    va_list args;
    va_start(args, format);
    int more = vsnprintf(line + len, sizeof(line) - (size_t)len - 1, format, args);
    va_end(args);
    len += more < 0 ? 0 : more;
    if (len > LINE_SIZE - 2) {
        len = LINE_SIZE - 2;
    }
    line[len++] = '\n';
    if (lines != NULL) {
        ring_put(lines, line, (size_t)len);
    } else if (write(STDERR_FILENO, line, (size_t)len) < 0) {
        return; /* nobody is left to tell */
    }
}
