/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/paint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool takes_colours(FILE *to)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    return !dumb && (refused == NULL || refused[0] == '\0') && isatty(fileno(to)) == 1;
}

const char *paint(FILE *to, enum paint_colour colour)
{
    static const char *const codes[] = {[PAINT_PLAIN] = "\033[0m",
                                        [PAINT_GOOD] = "\033[32m",
                                        [PAINT_BAD] = "\033[1;31m",
                                        [PAINT_DOUBTFUL] = "\033[33m"};
    return takes_colours(to) ? codes[colour] : "";
}
