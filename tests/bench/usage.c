/* SPDX-License-Identifier: Apache-2.0 */
#include "usage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_file(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return false;
    }
    size_t len = fread(out, 1, room - 1, file);
    out[len] = '\0';
    fclose(file);
    return len > 0;
}

/* utime and stime are fields 14 and 15; the command's name before them may hold anything. */
static bool add_ticks(struct usage *usage, pid_t pid)
{
    char path[64];
    char text[1024];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    const char *after = read_file(path, text, sizeof(text)) ? strrchr(text, ')') : NULL;
    unsigned long user = 0;
    unsigned long system = 0;
    if (after == NULL || sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                                &user, &system) != 2) {
        return false;
    }
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
    usage->user_s += (double)user * tick_s;
    usage->system_s += (double)system * tick_s;
    return true;
}

bool usage_add(struct usage *usage, pid_t pid)
{
    char path[64];
    char text[128];
    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    if (tasks == NULL) {
        return false;
    }
    for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks)) {
        char stat[400];
        snprintf(stat, sizeof(stat), "%s/%s/schedstat", path, entry->d_name);
        if (entry->d_name[0] != '.' && read_file(stat, text, sizeof(text))) {
            usage->total_s += (double)strtoull(text, NULL, 10) * 1e-9;
        }
    }
    closedir(tasks);
    return add_ticks(usage, pid);
}
