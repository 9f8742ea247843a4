/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The expressions of a `view`, as steps of a small machine that query/view.c runs.
 *
 *     expr type() in ['A', 'AAAA'] && do()
 *
 *     FIELD type | TEXT 'A' | ONE_OF +3 | TEXT 'AAAA' | ONE_OF +1 | NONE_OF | AND +1 | FIELD do
 *     | REQUIRE
 *
 * Each takes its operands from a stack of truths, numbers and texts and leaves one value there.
 * Jumps go forward only, so a view takes at most as many steps as it has. An operand of another
 * kind than expected, a full stack or a pattern that gives up end the view: it does not hold.
 */
#ifndef DNSD_IMAGE_VIEWOP_H
#define DNSD_IMAGE_VIEWOP_H

#include "image/layout.h"

#include <stdint.h>

enum { VIEWOP_STACK = 32 /* values */ };

enum view_op {
    VIEW_TRUTH,  /* push number != 0 */
    VIEW_NUMBER, /* push number */
    VIEW_TEXT,   /* push a text: index = its place in the blob, number = octets */
    VIEW_FIELD,  /* push a fact of the query: index = enum view_field */
    VIEW_LABEL,  /* push a label's text: index = SECTION_LABEL */
    VIEW_NOT,    /* a truth's opposite */
    VIEW_NEGATE, /* a number's */
    VIEW_EQUAL,  /* two values of one kind */
    VIEW_LESS,   /* two numbers or two texts, as the next three */
    VIEW_LESS_EQUAL,
    VIEW_MORE,
    VIEW_MORE_EQUAL,
    VIEW_ADD, /* two numbers; two texts one after the other */
    VIEW_SUBTRACT,
    VIEW_MULTIPLY,
    VIEW_REMAINDER,
    VIEW_CONTAINS, /* text, text: octets anywhere, at the start, at the end */
    VIEW_STARTS,
    VIEW_ENDS,
    VIEW_MATCHES,   /* text: index = SECTION_PATTERN */
    VIEW_IN_NET,    /* text, an address: index = SECTION_PREFIX */
    VIEW_CLIENT_IN, /* push whether the source address is in it: index = SECTION_PREFIX */
    VIEW_SERVER_IN, /* push whether the address asked is */
    VIEW_ONE_OF,    /* value, value: equal: true in their place, and jump; else drop the second */
    VIEW_NONE_OF,   /* false in a value's place */
    VIEW_AND,       /* false: jump, it stays; true: drop it */
    VIEW_OR,        /* true: jump, it stays; false: drop it */
    VIEW_UNLESS,    /* drop a truth; false: jump */
    VIEW_JUMP,
    VIEW_REQUIRE, /* drop a truth; false: the view does not hold */
    VIEW_OP_COUNT
};

/* What the functions of the expression language give. */
enum view_field {
    FIELD_TYPE,
    FIELD_NAME,
    FIELD_CLASS,
    FIELD_PROTO,
    FIELD_SIZE,
    FIELD_CLIENT_IP,
    FIELD_PORT,
    FIELD_ID,
    FIELD_OPCODE,
    FIELD_DO,
    FIELD_BUFSIZE,
    FIELD_SERVER_IP,
    FIELD_SERVER_PORT,
    FIELD_COUNT
};

/* One element of SECTION_VIEW_OP. */
struct image_view_op {
    uint16_t kind; /* enum view_op */
    uint16_t jump; /* steps to leave out, for those that jump: the last may be jumped over */
    uint32_t index;
    int64_t number;
};

enum {
    VIEW_BY_SOURCE = 1 /* reads the source address or port */
};

/* One element of SECTION_VIEW. It holds when every VIEW_REQUIRE was true. */
struct image_view {
    struct blob_ref name; /* text */
    struct range_ref ops; /* SECTION_VIEW_OP */
    uint32_t flags;       /* VIEW_BY_SOURCE */
    uint32_t zero;
};

#endif
