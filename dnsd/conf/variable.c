/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/variable.h"

#include <string.h>

enum { NAME_SIZE = 256 }; /* octets of a variable's name with its NUL; longer is no reference */

/* `{$NAME}` or `{%NAME%}` in a word. */
struct reference {
    const char *start;
    const char *end; /* just past it */
    char name[NAME_SIZE];
};

static bool reference_at(const char *at, struct reference *out)
{
    if (at[0] != '{' || (at[1] != '$' && at[1] != '%')) {
        return false;
    }
    const char *close = at[1] == '$' ? "}" : "%}";
    size_t close_len = strlen(close);
    for (size_t len = 0; len < NAME_SIZE && at[2 + len] != '\0'; len++) {
        if (strncmp(at + 2 + len, close, close_len) != 0) {
            continue;
        }
        out->start = at;
        out->end = at + 2 + len + close_len;
        memcpy(out->name, at + 2, len);
        out->name[len] = '\0';
        return len > 0;
    }
    return false;
}

static bool find_reference(const char *text, struct reference *out)
{
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        if (reference_at(at, out)) {
            return true;
        }
    }
    return false;
}

static const char *value_of(struct lexer_load *load, const struct word *word,
                            const struct reference *reference)
{
    const char *value = load->getenv(reference->name);
    if (value == NULL) {
        err_warn(load->errs, word->at,
                 "the environment variable '%s' is not set and reads as "
                 "nothing; set it, or write its value here",
                 reference->name);
        return "";
    }
    return value;
}

/* A text that grows by doubling inside the arena. */
struct buffer {
    char *text;
    size_t len;
    size_t room;
};

static void append(struct lexer_load *load, struct buffer *buffer, const char *text, size_t len)
{
    if (len > load->octets_left) {
        len = load->octets_left; /* the lexer reports that it ran out */
    }
    load->octets_left -= len;
    if (buffer->len + len + 1 > buffer->room) {
        size_t room = 2 * (buffer->len + len + 1);
        char *bigger = arena_octets(load->arena, room);
        if (buffer->len > 0) {
            memcpy(bigger, buffer->text, buffer->len);
        }
        buffer->text = bigger;
        buffer->room = room;
    }
    memcpy(buffer->text + buffer->len, text, len);
    buffer->len += len;
    buffer->text[buffer->len] = '\0';
}

void variable_expand(struct lexer_load *load, struct word *word)
{
    struct reference reference;
    struct buffer buffer = {0};
    const char *rest = word->text;
    if (!find_reference(rest, &reference)) {
        return;
    }
    do {
        const char *value = value_of(load, word, &reference);
        append(load, &buffer, rest, (size_t)(reference.start - rest));
        append(load, &buffer, value, strlen(value));
        rest = reference.end;
    } while (find_reference(rest, &reference));
    append(load, &buffer, rest, strlen(rest));
    word->text = buffer.text;
    word->len = (uint32_t)buffer.len;
}
