/* SPDX-License-Identifier: Apache-2.0 */
/* One line of an explanation, and how it reads as text. */
#ifndef DNSD_STEP_REASONLINE_H
#define DNSD_STEP_REASONLINE_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REASONLINE_TEXT_MAX = 2048, /* octets of one text; more is cut, and ends in "..." */
    REASONLINE_MAX = REASONLINE_TEXT_MAX + 1024
};

enum reasonline_kind {
    REASONLINE_CLIENT,
    REASONLINE_LAW,
    REASONLINE_CLUSTER,
    REASONLINE_TASTE,
    REASONLINE_ANSWER,
    REASONLINE_KINDS
};

/* Valid during the call of the teller. */
struct reasonline {
    enum reasonline_kind kind;
    bool goes_on;         /* the line before was of this kind, too */
    bool excluded;        /* REASONLINE_CLUSTER: not eligible */
    struct bytes subject; /* rule, cluster or route entry; empty in the other lines */
    struct bytes text;
};

typedef void (*reasonline_teller)(const struct reasonline *line, void *arg);

/** The label of a kind of lines: "law", "clusters". */
const char *reasonline_label(enum reasonline_kind kind);

/** Write a line as text, without an end of line; out has REASONLINE_MAX octets. Returns its
 * octets. */
size_t reasonline_format(const struct reasonline *line, char *out);

#endif
