/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The main of a fuzz target that is built without libFuzzer: runs the target once for every file
 * named on the command line, and for every file of a folder named there, in the order of their
 * names. Each input is a block of its own exact size, so that a sanitizer sees one octet too many.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static uint8_t *slurp(FILE *file, size_t size)
{
    uint8_t *data = malloc(size == 0 ? 1 : size);
    if (data != NULL && fread(data, 1, size, file) != size) {
        free(data);
        return NULL;
    }
    return data;
}

static bool run_file(const char *path, size_t size, size_t *nrun)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    uint8_t *data = slurp(file, size);
    fclose(file);
    if (data == NULL) {
        fprintf(stderr, "%s: cannot read %zu octets\n", path, size);
        return false;
    }
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    (*nrun)++;
    return true;
}

static bool run_path(const char *path, size_t *nrun);

static bool run_folder(const char *path, size_t *nrun)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    bool ok = count >= 0;
    for (int i = 0; i < count; i++) {
        char inner[4096];
        int len = snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            ok = len < (int)sizeof(inner) && run_path(inner, nrun) && ok;
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return ok;
}

static bool run_path(const char *path, size_t *nrun)
{
    struct stat what;
    if (stat(path, &what) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    if (S_ISDIR(what.st_mode)) {
        return run_folder(path, nrun);
    }
    return run_file(path, (size_t)what.st_size, nrun);
}

int main(int argc, char **argv)
{
    size_t nrun = 0;
    bool ok = true;
    for (int i = 1; i < argc; i++) {
        ok = run_path(argv[i], &nrun) && ok;
    }
    printf("%zu inputs\n", nrun);
    if (nrun == 0) {
        fputs("no input was run; name a file or a folder of seeds\n", stderr);
        return 1;
    }
    return ok ? 0 : 1;
}
