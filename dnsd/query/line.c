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

void line_word(struct line *line, const char *word)
{
    size_t len = strlen(word);
    size_t room = LINE_SIZE - 1 - line->len;
    len = len < room ? len : room;
    memcpy(line->text + line->len, word, len);
    line->len += len;
}

/* Letters, digits, '-', '_' and '*' stand for themselves in any name. */
static bool is_plain(uint8_t octet)
{
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' ||
           octet == '_' || octet == '*' || (octet >= 'A' && octet <= 'Z');
}

void line_name(struct line *line, const uint8_t *name)
{
    size_t start = line->len;
    const uint8_t *at = name;
    for (; *at != 0 && line->len + 1u + *at < LINE_SIZE - 1; at += *at + 1) {
        for (unsigned i = 1; i <= *at; i++) {
            if (!is_plain(at[i])) {
                char text[NAME_TEXT_SIZE];
                line->len = start;
                line_word(line, name_format(name, text));
                return;
            }
            line->text[line->len++] = (char)at[i];
        }
        line->text[line->len++] = '.';
    }
    if (at == name) {
        line_word(line, ".");
    }
}

void line_number(struct line *line, uint64_t value)
{
    char digits[21];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    line_word(line, digits + at);
}

static void add_v4(struct line *line, const uint8_t *octets, bool whole)
{
    for (unsigned i = 0; i < 4; i++) {
        line_number(line, whole || i < KEPT_BITS_V4 / 8 ? octets[i] : 0);
        line_word(line, i < 3 ? "." : "");
    }
}

void line_addr(struct line *line, const struct addr *addr, bool whole)
{
    char text[ADDR_TEXT_SIZE];
    if (addr->family == FAMILY_IPV4) {
        add_v4(line, addr->octets, whole);
        return;
    }
    struct prefix shown = prefix_of(addr, whole ? family_bits(FAMILY_IPV6) : KEPT_BITS_V6);
    line_word(line, "[");
    line_word(line, addr_format(&shown.addr, text));
    line_word(line, "]");
}

void line_put(struct line *line, const struct query *q)
{
    line->text[line->len++] = '\n';
    if (q->ring != NULL) {
        ring_put(q->ring, line->text, line->len); /* a full ring counts what it drops */
    }
}
