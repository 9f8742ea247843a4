/* SPDX-License-Identifier: Apache-2.0 */
#include "query/line.h"

#include <string.h>

enum { KEPT_BITS_V4 = 24, KEPT_BITS_V6 = 48 }; /* of a client that is not shown whole */

void line_add(struct line *line, const void *text, size_t len)
{
    const uint8_t *at = text;
    for (size_t i = 0; i < len && line->len < LINE_SIZE - 1; i++) {
        line->text[line->len++] = at[i] < ' ' || at[i] == 0x7f ? '?' : (char)at[i];
    }
}

void line_text(struct line *line, const char *text)
{
    line_add(line, text, strlen(text));
}

void line_number(struct line *line, uint64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    line_add(line, digits + at, sizeof(digits) - at);
}

void line_addr(struct line *line, const struct addr *addr, bool whole)
{
    char text[ADDR_TEXT_SIZE];
    bool v6 = addr->family == FAMILY_IPV6;
    struct prefix shown = prefix_of(addr, v6 ? KEPT_BITS_V6 : KEPT_BITS_V4);
    line_text(line, v6 ? "[" : "");
    line_text(line, addr_format(whole ? addr : &shown.addr, text));
    line_text(line, v6 ? "]" : "");
}

void line_put(struct line *line, const struct query *q)
{
    line->text[line->len++] = '\n';
    if (q->ring != NULL) {
        ring_put(q->ring, line->text, line->len); /* a full ring counts what it drops */
    }
}
