/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/token.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *token_show(const struct token *token, char *out)
{
    size_t len = token->len;
    bool cut = len > TOKEN_SHOWN_SIZE - 4;
    if (cut) {
        len = TOKEN_SHOWN_SIZE - 4;
    }
    for (size_t i = 0; i < len; i++) {
        char c = token->text[i];
        out[i] = c < ' ' || c == 0x7f ? '?' : c;
    }
    snprintf(out + len, TOKEN_SHOWN_SIZE - len, "%s", cut ? "..." : "");
    return out;
}

bool token_is(const struct token *token, const char *word)
{
    return !token->quoted && strlen(word) == token->len &&
           strncasecmp(token->text, word, token->len) == 0;
}

bool token_number(const struct token *token, uint64_t max, uint64_t *out)
{
    if (token->len == 0 || token->len > 20 || token->quoted) {
        return false;
    }
    uint64_t value = 0;
    for (uint32_t i = 0; i < token->len; i++) {
        unsigned digit = (unsigned)(unsigned char)token->text[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (value > max) {
        return false;
    }
    *out = value;
    return true;
}

/* Seconds of a unit letter, 0 when it is none. */
static uint32_t unit_s(char unit)
{
    switch (unit | 0x20) {
    case 'w':
        return 7 * 24 * 3600;
    case 'd':
        return 24 * 3600;
    case 'h':
        return 3600;
    case 'm':
        return 60;
    case 's':
        return 1;
    default:
        return 0;
    }
}

bool token_ttl(const struct token *token, uint32_t max, uint32_t *out)
{
    uint64_t total = 0;
    uint64_t value = 0;
    bool digits = false;
    bool units = false;
    if (token->len > 40 || token->quoted) {
        return false;
    }
    for (uint32_t i = 0; i < token->len; i++) {
        char c = token->text[i];
        if (c >= '0' && c <= '9') {
            value = value * 10 + (uint64_t)(c - '0');
            digits = true;
        } else {
            uint32_t unit = unit_s(c);
            if (unit == 0 || !digits) {
                return false;
            }
            total += value * unit;
            value = 0;
            units = true;
            digits = false;
        }
        if (value > UINT32_MAX || total > UINT32_MAX) {
            return false;
        }
    }
    /* "3600" has no unit and "1h" ends in one; "1h30" could mean anything. */
    if (digits == units || total + value > max) {
        return false;
    }
    *out = (uint32_t)(total + value);
    return true;
}

/* The common name: no escapes. Returns its octets, 0 for what name_parse() must judge. */
static size_t plain_name(const struct token *token, const struct name *origin, uint8_t *out)
{
    if (token->len == 0 || token->len > NAME_MAX_OCTETS - 2 || token->escaped) {
        return 0;
    }
    size_t label = 0;
    for (size_t i = 0; i < token->len; i++) {
        char c = token->text[i];
        out[i + 1] = (uint8_t)c;
        if (c == '.') {
            if (i == label || i - label > LABEL_MAX_OCTETS) {
                return 0;
            }
            out[label] = (uint8_t)(i - label);
            label = i + 1;
        }
    }
    size_t last = token->len - label;
    if (last == 0) {
        out[label] = 0;
        return label + 1;
    }
    size_t end = label + 1 + last;
    if (last > LABEL_MAX_OCTETS || end + origin->len > NAME_MAX_OCTETS) {
        return 0;
    }
    out[label] = (uint8_t)last;
    memcpy(out + end, origin->octets, origin->len);
    return end + origin->len;
}

bool token_name(const struct token *token, const struct name *origin, struct name *out,
                const char **why)
{
    if (token->quoted || token->inner) {
        *why = "it has quotes";
        return false;
    }
    if (token->len == 1 && token->text[0] == '@') {
        *out = *origin;
        return true;
    }
    size_t len = plain_name(token, origin, out->octets);
    if (len == 0) {
        return name_parse(token->text, token->len, origin, out, why);
    }
    out->len = (uint8_t)len;
    memset(out->octets + len, 0, 8); /* as struct name wants it, for hashing */
    return true;
}

/* Read what follows a backslash. Returns the characters taken, 0 when it is no escape. */
static size_t read_escape(const char *text, size_t len, uint8_t *out)
{
    if (len == 0) {
        return 0;
    }
    if (text[0] < '0' || text[0] > '9') {
        *out = (uint8_t)text[0];
        return 1;
    }
    unsigned value = 0;
    for (size_t i = 0; i < 3; i++) {
        if (i == len || text[i] < '0' || text[i] > '9') {
            return 0;
        }
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    *out = (uint8_t)value;
    return value > 255 ? 0 : 3;
}

size_t token_octets(const struct token *token, uint8_t *out, size_t room)
{
    if (!token->escaped) {
        if (token->len > room) {
            return SIZE_MAX;
        }
        memcpy(out, token->text, token->len);
        return token->len;
    }
    size_t len = 0;
    for (size_t i = 0; i < token->len; i++) {
        uint8_t octet = (uint8_t)token->text[i];
        if (octet == '\\') {
            size_t taken = read_escape(token->text + i + 1, token->len - i - 1, &octet);
            if (taken == 0) {
                return SIZE_MAX;
            }
            i += taken;
        }
        if (len == room) {
            return SIZE_MAX;
        }
        out[len++] = octet;
    }
    return len;
}
