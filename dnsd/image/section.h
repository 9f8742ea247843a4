/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this version knows of each section: name, element size, and who checks its elements.
 *
 * To add a section: a row in enum section (image/layout.h), a row in section.c with a check of
 * one element: image/verify.h says how to write it.
 */
#ifndef DNSD_IMAGE_SECTION_H
#define DNSD_IMAGE_SECTION_H

#include "image/layout.h"
#include "image/open.h"

#include <stdbool.h>
#include <stdint.h>

struct section_def {
    const char *name;
    uint32_t size; /* octets of one element */

    /*
     * Checks element i: every reference in it is in bounds, every enum is known, so that the
     * server can follow it without looking. NULL = any octets will do, or who refers checks them.
     * Called when all sections lie in bounds and aligned, in the order of enum section; a check
     * may read elements of any section but may rely only on those of the sections before its own.
     * Writes IMAGE_WHY_SIZE octets to why on failure.
     */
    bool (*check)(const struct image *image, uint32_t i, char *why);

    /* The same for the section as a whole, after its elements; NULL = nothing more to check. */
    bool (*verify_all)(const struct image *image, char *why);
};

/** The row of a section. */
const struct section_def *section_def(enum section section);

#endif
