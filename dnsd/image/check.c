/* SPDX-License-Identifier: Apache-2.0 */
#include "image/check.h"

#include "image/section.h"

#include <stdarg.h>
#include <stdio.h>

bool check_fails(char *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, IMAGE_WHY_SIZE, format, args);
    va_end(args);
    return false;
}

static bool check_section(const struct image *image, enum section section, char *why)
{
    const struct section_def *def = section_def(section);
    for (uint32_t i = 0; def->check != NULL && i < image->count[section]; i++) {
        if (!def->check(image, i, why)) {
            return false;
        }
    }
    return true;
}

bool check_image(const struct image *image, char *why)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!check_section(image, (enum section)i, why)) {
            return false;
        }
    }
    return true;
}
