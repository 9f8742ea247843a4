/* SPDX-License-Identifier: Apache-2.0 */
/* `errors { consolidate }` in the image: which errors are counted instead of told one by one. */
#ifndef DNSD_IMAGE_ERRORRULE_H
#define DNSD_IMAGE_ERRORRULE_H

#include "image/layout.h"

#include <stdint.h>

enum { ERRORRULES_MAX = 32 }; /* of one image: each has a counter per worker */

enum errorrule_level {
    ERRORRULE_DEBUG,
    ERRORRULE_INFO,
    ERRORRULE_WARNING,
    ERRORRULE_ERROR,
    ERRORRULE_LEVELS
};

/* One `consolidate` line: an element of SECTION_ERROR_RULE. */
struct image_error_rule {
    uint32_t pattern;       /* SECTION_PATTERN: what the text of the error matches */
    uint32_t period_s;      /* the errors of this long become one line */
    uint32_t level;         /* enum errorrule_level of that line */
    uint32_t show_first;    /* 1 = the first of a period is told at once */
    struct blob_ref period; /* as the operator wrote it */
};

/* The rules of one block: an element of SECTION_ERRORS. The first that matches takes an error. */
struct image_errors {
    struct range_ref rules; /* SECTION_ERROR_RULE */
};

#endif
