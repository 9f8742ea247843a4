/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a policy in its stable layout, which tidying again must leave alone. */
#include "policy/tidy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static char text[1 << 20];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fputs("usage: dump-tidy FILE\n", stderr);
        return 2;
    }
    size_t len = fread(text, 1, sizeof(text), file);
    fclose(file);
    struct arena *arena = arena_new(64 * 1024);
    struct errs *errs = errs_new();
    const char *once = tidy_text(arena, argv[1], text, len, errs);
    const char *twice = once == NULL ? NULL : tidy_text(arena, "again", once, strlen(once), errs);
    if (once != NULL) {
        fputs(once, stdout);
    }
    if (once != NULL && (twice == NULL || strcmp(once, twice) != 0)) {
        puts("NOT THE SAME AGAIN");
    }
    errs_print(errs, stdout);
    errs_free(errs);
    arena_free(arena);
    return once == NULL ? 1 : 0;
}
