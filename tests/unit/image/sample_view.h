/* SPDX-License-Identifier: Apache-2.0 */
/* A view for the sample: steps of every kind, true for A in example from 192.0.2.0/24. */
#ifndef DNSD_TESTS_UNIT_IMAGE_SAMPLE_VIEW_H
#define DNSD_TESTS_UNIT_IMAGE_SAMPLE_VIEW_H

#include "image/build.h"
#include "image/viewop.h"

#include <stddef.h>

/* !(id() + 1 * 2 % 7 - (-1) < 0) and the like: each line leaves the stack as it was. */
static inline void sample_view(struct build *build)
{
    struct blob_ref a = build_text(build, "A");
    struct blob_ref pattern = build_text(build, "^(a|b)*example");
    struct image_view_op text_a = {.kind = VIEW_TEXT, .index = a.at, .number = a.len};
    const struct image_view_op ops[] = {
        {.kind = VIEW_FIELD, .index = FIELD_TYPE},
        text_a,
        {.kind = VIEW_ONE_OF, .jump = 1},
        {.kind = VIEW_NONE_OF},
        {.kind = VIEW_AND, .jump = 1},
        {.kind = VIEW_CLIENT_IN},
        {.kind = VIEW_REQUIRE},
        {.kind = VIEW_SERVER_IN},
        {.kind = VIEW_OR, .jump = 3},
        {.kind = VIEW_FIELD, .index = FIELD_NAME},
        {.kind = VIEW_MATCHES},
        {.kind = VIEW_NOT},
        {.kind = VIEW_NOT},
        {.kind = VIEW_UNLESS, .jump = 1},
        {.kind = VIEW_JUMP, .jump = 0},
        {.kind = VIEW_LABEL},
        text_a,
        {.kind = VIEW_ADD},
        text_a,
        {.kind = VIEW_CONTAINS},
        {.kind = VIEW_REQUIRE},
        {.kind = VIEW_FIELD, .index = FIELD_CLIENT_IP},
        {.kind = VIEW_IN_NET},
        {.kind = VIEW_REQUIRE},
        {.kind = VIEW_FIELD, .index = FIELD_CLASS},
        {.kind = VIEW_FIELD, .index = FIELD_PROTO},
        {.kind = VIEW_STARTS},
        {.kind = VIEW_FIELD, .index = FIELD_PORT},
        {.kind = VIEW_FIELD, .index = FIELD_SERVER_PORT},
        {.kind = VIEW_ENDS},
        {.kind = VIEW_EQUAL},
        {.kind = VIEW_REQUIRE},
        {.kind = VIEW_FIELD, .index = FIELD_ID},
        {.kind = VIEW_NUMBER, .number = -1},
        {.kind = VIEW_NEGATE},
        {.kind = VIEW_MULTIPLY},
        {.kind = VIEW_NUMBER, .number = 7},
        {.kind = VIEW_REMAINDER},
        {.kind = VIEW_FIELD, .index = FIELD_OPCODE},
        {.kind = VIEW_SUBTRACT},
        {.kind = VIEW_NUMBER, .number = 9},
        {.kind = VIEW_LESS},
        {.kind = VIEW_REQUIRE},
        {.kind = VIEW_FIELD, .index = FIELD_SIZE},
        {.kind = VIEW_FIELD, .index = FIELD_BUFSIZE},
        {.kind = VIEW_LESS_EQUAL},
        {.kind = VIEW_FIELD, .index = FIELD_SERVER_IP},
        text_a,
        {.kind = VIEW_MORE},
        {.kind = VIEW_EQUAL},
        text_a,
        text_a,
        {.kind = VIEW_MORE_EQUAL},
        {.kind = VIEW_EQUAL},
        {.kind = VIEW_FIELD, .index = FIELD_DO},
        {.kind = VIEW_EQUAL},
        {.kind = VIEW_TRUTH, .number = 1},
        {.kind = VIEW_EQUAL},
        {.kind = VIEW_REQUIRE},
    };
    uint32_t count = sizeof(ops) / sizeof(ops[0]);
    struct image_view view = {
        .name = build_text(build, "inside"), .ops = {0, count}, .flags = VIEW_BY_SOURCE};
    build_add(build, SECTION_PATTERN, &pattern, 1);
    build_add(build, SECTION_VIEW_OP, ops, count);
    build_add(build, SECTION_VIEW, &view, 1);
}

#endif
