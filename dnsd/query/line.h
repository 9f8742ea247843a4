/* SPDX-License-Identifier: Apache-2.0 */
/* A line of text being written about one query, for the worker's log ring. */
#ifndef DNSD_QUERY_LINE_H
#define DNSD_QUERY_LINE_H

#include "base/addr.h"
#include "query/query.h"

#include <stddef.h>
#include <stdint.h>

enum { LINE_SIZE = 2048 }; /* octets of a line with its newline; a longer one is cut */

struct line {
    size_t len;
    char text[LINE_SIZE];
};

/** Append a text of the program's own: printable, NUL-terminated. */
void line_word(struct line *line, const char *word);

/** Append octets; control characters become '?', so that one query stays one line. */
void line_add(struct line *line, const void *text, size_t len);

/** Append a domain name (wire octets) as name_format() writes it. */
void line_name(struct line *line, const uint8_t *name);

/** Append a decimal number. */
void line_number(struct line *line, uint64_t value);

/** Append an address as CoreDNS prints it: IPv6 in brackets. `whole`, or its /24 or /48. */
void line_addr(struct line *line, const struct addr *addr, bool whole);

/** End the line and put it into the query's ring, if there is one. */
void line_put(struct line *line, const struct query *q);

#endif
