/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/menu.h"

#include "base/text.h"

#include <string.h>

void menu_line(FILE *to, const char *program, const char *usage, const char *what)
{
    fprintf(to, "  %s %s\n      %s\n", program, usage, what);
}

void menu_unknown(const char *program, const char *word, const char *const *names, size_t n)
{
    const char *near = text_nearest(word, names, n);
    if (near == NULL) {
        fprintf(stderr, "%s: there is no verb '%s'; these are known:\n\n", program, word);
    } else {
        fprintf(stderr, "%s: there is no verb '%s'; did you mean '%s'?\n\n", program, word, near);
    }
}

bool menu_asks_help(const char *word)
{
    return strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0 || strcmp(word, "--help") == 0;
}
