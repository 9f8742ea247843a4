/* SPDX-License-Identifier: Apache-2.0 */
#include "twist.h"

#include <string.h>

enum { CHANGES_MAX = 4, TRIES = 12 };

/* A stretch of a text. */
struct stretch {
    size_t at;
    size_t len;
};

static const char word_octets[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/%";

/* A word at or behind a drawn place; empty when there is none. */
static struct stretch draw_word(const char *text, size_t keep, struct draw *draw)
{
    size_t len = strlen(text);
    size_t at = keep + (size_t)(draw_bits(draw) % (len - keep + 1));
    at += strcspn(text + at, word_octets);
    while (at > keep && strchr(word_octets, text[at - 1]) != NULL) {
        at--;
    }
    return (struct stretch){at, strspn(text + at, word_octets)};
}

/* "NL", "2001:db8::/32", "amber" or "5%": what stands for what has some chance to be read. */
static unsigned shape(const char *text, struct stretch word)
{
    unsigned shape = text[word.at] >= 'a' ? 1 : text[word.at] >= 'A' ? 2 : 3;
    for (size_t i = word.at; i < word.at + word.len; i++) {
        shape |= text[i] == '/' ? 4 : text[i] == '.' ? 8 : text[i] == '%' ? 16 : 0;
    }
    return shape;
}

/* A drawn word, of the shape of another if there is one among the first few. */
static struct stretch draw_alike(const char *text, size_t keep, struct stretch word,
                                 struct draw *draw)
{
    struct stretch other = draw_word(text, keep, draw);
    for (int i = 0; i < TRIES && shape(text, other) != shape(text, word); i++) {
        other = draw_word(text, keep, draw);
    }
    return other;
}

/* The line that holds a drawn place, with its end. */
static struct stretch draw_line(const char *text, size_t keep, struct draw *draw)
{
    size_t len = strlen(text);
    size_t at = keep + (size_t)(draw_bits(draw) % (len - keep + 1));
    while (at > keep && text[at - 1] != '\n') {
        at--;
    }
    size_t line = strcspn(text + at, "\n");
    return (struct stretch){at, line + (text[at + line] == '\n')};
}

static const char *splice(const char *text, struct stretch out, const char *in, size_t in_len,
                          struct arena *arena)
{
    return arena_printf(arena, "%.*s%.*s%s", (int)out.at, text, (int)in_len, in,
                        text + out.at + out.len);
}

static const char *change(const char *text, size_t keep, struct draw *draw, struct arena *arena)
{
    struct stretch word = draw_word(text, keep, draw);
    struct stretch other = draw_alike(text, keep, word, draw);
    struct stretch line = draw_line(text, keep, draw);
    char octet = (char)(32 + draw_below(draw, 95));
    switch (draw_below(draw, 8)) {
    case 0:
    case 1:
    case 5:
    case 6: /* one word for another */
        return splice(text, word, text + other.at, other.len, arena);
    case 2: /* one word more */
        return splice(text, (struct stretch){word.at, 0},
                      arena_printf(arena, "%.*s, ", (int)other.len, text + other.at), other.len + 2,
                      arena);
    case 3: /* a line less */
        return splice(text, line, "", 0, arena);
    case 4: /* a line somewhere else, too */
        return splice(text, (struct stretch){draw_line(text, keep, draw).at, 0}, text + line.at,
                      line.len, arena);
    default:
        word.len = word.len < 1 ? word.len : 1;
        return splice(text, word, &octet, 1, arena);
    }
}

const char *twist_text(const char *text, size_t keep, struct draw *draw, struct arena *arena)
{
    uint32_t count = draw_chance(draw, 25) ? draw_below(draw, CHANGES_MAX) : 0;
    for (uint32_t i = 0; i <= count; i++) {
        text = change(text, keep, draw, arena);
    }
    return text;
}
