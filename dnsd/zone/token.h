/* SPDX-License-Identifier: Apache-2.0 */
/* One word of a master file, and what it may be read as. */
#ifndef DNSD_ZONE_TOKEN_H
#define DNSD_ZONE_TOKEN_H

#include "wire/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKEN_SHOWN_SIZE = 48 }; /* octets of a token in a message with its NUL */

struct token {
    const char *text; /* in the scanner's text, no NUL, escapes still in it, outer quotes not */
    uint32_t len;     /* octets */
    uint32_t line;
    uint32_t col;
    bool quoted;  /* the whole token stood in quotes */
    bool escaped; /* has a backslash in it */
    bool inner;   /* has quotes inside, as in alpn="h2"; they are still in text */
};

/** A token for a message: shortened, without control octets; out has TOKEN_SHOWN_SIZE octets. */
const char *token_show(const struct token *token, char *out);

/** Whether a token is these letters, in any case, unquoted. */
bool token_is(const struct token *token, const char *word);

/** Read a token as a decimal number from 0 to max. False when it is none. */
bool token_number(const struct token *token, uint64_t max, uint64_t *out);

/** Read a TTL: seconds, or "1h30m" with units w d h m s. False when it is none or too large. */
bool token_ttl(const struct token *token, uint32_t max, uint32_t *out);

/**
 * Read a token as a name; "@" is the origin.
 *
 * why  set to what is wrong on failure
 */
bool token_name(const struct token *token, const struct name *origin, struct name *out,
                const char **why);

/**
 * Resolve the escapes of a token.
 *
 * out  room for `room` octets
 * Returns the octets written, SIZE_MAX for a wrong escape or more than room octets.
 */
size_t token_octets(const struct token *token, uint8_t *out, size_t room);

#endif
