/* SPDX-License-Identifier: Apache-2.0 */
#include "super/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool own_folder(char *out)
{
    ssize_t len = readlink("/proc/self/exe", out, PROGRAM_PATH_SIZE - 1);
    if (len <= 0) {
        return false;
    }
    out[len] = '\0';
    char *slash = strrchr(out, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

/* "FOLDER/BELOW/NAME", when that is a program. */
static bool is_program(const char *folder, const char *below, const char *name, char *out)
{
    return snprintf(out, PROGRAM_PATH_SIZE, "%s%s/%s", folder, below, name) < PROGRAM_PATH_SIZE &&
           access(out, X_OK) == 0;
}

bool program_find(const char *name, const char *override, char *out)
{
    const char *given = secure_getenv(override);
    if (given != NULL) {
        return snprintf(out, PROGRAM_PATH_SIZE, "%s", given) < PROGRAM_PATH_SIZE &&
               access(out, X_OK) == 0;
    }
    char folder[PROGRAM_PATH_SIZE];
    return (own_folder(folder) && (is_program(folder, "", name, out) ||
                                   is_program(folder, "/../libexec/dnsd", name, out))) ||
           is_program(DNSD_LIBEXECDIR, "", name, out);
}

const char *program_built_with(void)
{
    return "C11, compiler " __VERSION__;
}
