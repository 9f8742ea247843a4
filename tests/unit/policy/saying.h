/* SPDX-License-Identifier: Apache-2.0 */
/* A long text that a test makes, piece by piece. */
#ifndef DNSD_TESTS_POLICY_SAYING_H
#define DNSD_TESTS_POLICY_SAYING_H

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SAYING_ROOM = 12 * 1024 * 1024 };

/* Made for tests alone, so its room is simply large; the test frees `at`. */
struct text {
    char *at; /* SAYING_ROOM octets */
    size_t len;
};

static inline void say(struct text *text, const char *format, ...) ATTR_PRINTF(2, 3);

static inline void say(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text->len += (size_t)vsnprintf(text->at + text->len, SAYING_ROOM - text->len, format, args);
    va_end(args);
    assert_true(text->len < SAYING_ROOM);
}

#endif
