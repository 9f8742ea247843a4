/* SPDX-License-Identifier: Apache-2.0 */
/* A log for the sample, with a label. */
#ifndef DNSD_TESTS_UNIT_IMAGE_SAMPLE_LOG_H
#define DNSD_TESTS_UNIT_IMAGE_SAMPLE_LOG_H

#include "image/build.h"
#include "image/errorrule.h"
#include "image/logrule.h"
#include "image/metadata.h"

/* A line of all that can be logged, with a label that has a text for each decision of the map. */
static inline void sample_log(struct build *build)
{
    struct blob_ref texts[] = {build_text(build, ""), build_text(build, "NL"),
                               build_text(build, "DE")};
    struct image_label label = {.name = build_text(build, "geoip/country/code"),
                                .kind = LABEL_PLACE,
                                .texts = {0, 3},
                                .zones = {0, 1}};
    struct image_log_rule rule = {
        .names = {0, 1}, .format = {0, LOG_PART_KINDS}, .classes = LOGRULE_ALL};
    struct image_log log = {.rules = {0, 1}};
    for (uint32_t kind = 0; kind < LOG_PART_KINDS; kind++) {
        struct image_log_part part = {.kind = kind, .text = build_text(build, " ")};
        build_add(build, SECTION_LOG_PART, &part, 1);
    }
    build_add(build, SECTION_LABEL_TEXT, texts, 3);
    build_add(build, SECTION_LABEL, &label, 1);
    build_add(build, SECTION_LOG_RULE, &rule, 1);
    build_add(build, SECTION_LOG, &log, 1);
    struct blob_ref pattern = build_text(build, "target");
    struct image_error_rule error = {.period_s = 60, .period = build_text(build, "1m")};
    error.pattern = build_add(build, SECTION_PATTERN, &pattern, 1);
    struct image_errors errors = {.rules = {0, 1}};
    build_add(build, SECTION_ERROR_RULE, &error, 1);
    build_add(build, SECTION_ERRORS, &errors, 1);
}

#endif
