/* SPDX-License-Identifier: Apache-2.0 */
/* What a program says about itself: lines for the operator, never about one query. */
#ifndef DNSD_BASE_LOG_H
#define DNSD_BASE_LOG_H

#include "base/attr.h"

#include <stdbool.h>

struct ring;

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/** Which lines are written from now on. Call before threads start. Default: INFO and above. */
void log_level_set(enum log_level level);

/**
 * Put lines into a ring from now on, whose reader writes them: for a program that must not wait
 * for a terminal or a pipe. NULL: write them here again. One thread may log then.
 */
void log_ring_set(struct ring *ring);

/**
 * Write one line to standard error in CoreDNS's form: "[INFO] text".
 *
 * The line goes out in one write(), so lines of several processes do not mix.
 */
void log_write(enum log_level level, const char *format, ...) ATTR_PRINTF(2, 3);

#endif
