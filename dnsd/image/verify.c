/* SPDX-License-Identifier: Apache-2.0 */
#include "image/verify.h"

#include "base/hash.h"
#include "image/section.h"
#include "wire/name.h"

#include <stdarg.h>
#include <stdio.h>

bool verify_fails(char *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, IMAGE_WHY_SIZE, format, args);
    va_end(args);
    return false;
}

bool verify_range(const struct image *image, enum section section, struct range_ref range)
{
    return (uint64_t)range.first + range.count <= image->count[section];
}

bool verify_blob(const struct image *image, struct blob_ref ref)
{
    return (uint64_t)ref.at + ref.len + HASH_SLACK <= image->count[SECTION_BLOB];
}

bool verify_name(const struct image *image, struct blob_ref ref)
{
    return ref.len > 0 && verify_blob(image, ref) &&
           name_wire_len(image_blob(image, ref), ref.len) == ref.len;
}

bool verify_names(const struct image *image, struct range_ref range)
{
    const struct blob_ref *names = image->at[SECTION_NAME];
    if (!verify_range(image, SECTION_NAME, range)) {
        return false;
    }
    for (uint32_t i = 0; i < range.count; i++) {
        if (!verify_name(image, names[range.first + i])) {
            return false;
        }
    }
    return true;
}

bool verify_slots(const struct image *image, enum section section, uint32_t mask, uint64_t nvalues)
{
    const struct image_slot *slots = image->at[section];
    uint64_t nslots = (uint64_t)mask + 1;
    uint64_t used = 0;
    if ((nslots & mask) != 0 || nslots != image->count[section] || nvalues >= nslots) {
        return false;
    }
    for (uint64_t i = 0; i < nslots; i++) {
        if (slots[i].value > nvalues) {
            return false;
        }
        used += slots[i].value != 0;
    }
    return used == nvalues;
}

static bool verify_section(const struct image *image, enum section section, char *why)
{
    const struct section_def *def = section_def(section);
    for (uint32_t i = 0; def->check != NULL && i < image->count[section]; i++) {
        if (!def->check(image, i, why)) {
            return false;
        }
    }
    return def->verify_all == NULL || def->verify_all(image, why);
}

bool verify_image(const struct image *image, char *why)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!verify_section(image, (enum section)i, why)) {
            return false;
        }
    }
    return true;
}

bool verify_outline(const struct image *image, char *why)
{
    static const enum section outline[] = {SECTION_NAME, SECTION_LISTEN, SECTION_ROUTE,
                                           SECTION_CANDIDATE};
    for (size_t i = 0; i < ARRAY_LEN(outline); i++) {
        if (!verify_section(image, outline[i], why)) {
            return false;
        }
    }
    return true;
}
