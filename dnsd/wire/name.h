/* SPDX-License-Identifier: Apache-2.0 */
/* Domain names: uncompressed wire octets (RFC 1035 §3.1) and their text form. */
#ifndef DNSD_WIRE_NAME_H
#define DNSD_WIRE_NAME_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NAME_MAX_OCTETS = 255,
    NAME_MAX_LABELS = 127, /* without the root's */
    LABEL_MAX_OCTETS = 63,
    NAME_TEXT_SIZE = 1024 /* octets of any name as text, escaped, with its NUL */
};

/* A name with its length. At least 8 octets past `len` are zero, so it can be hashed (HASH_SLACK).
 */
struct name {
    uint8_t len; /* octets with the root label; 0 = no name */
    uint8_t octets[NAME_MAX_OCTETS + 8];
};

/**
 * Read a name in text form: labels, dots, `\.` and `\ddd` escapes; "." is the root, "@" is not
 * special. Case is kept.
 *
 * text, len  no NUL needed
 * origin     appended when the text does not end with a dot; NULL = names are fully qualified
 * out        written only on success
 * why        set to what is wrong ("a label is longer than 63 octets") on failure; may be NULL
 * Source: RFC 1035 §5.1.
 */
bool name_parse(const char *text, size_t len, const struct name *origin, struct name *out,
                const char **why);

/** Copy checked wire octets into a struct name. False if they are no whole uncompressed name. */
bool name_from_wire(const uint8_t *octets, size_t len, struct name *out);

/** Octets of the uncompressed name at the start of `octets`, 0 if it is not one within `len`. */
size_t name_wire_len(const uint8_t *octets, size_t len);

/**
 * Write as text with a final dot, with backslashes as name_parse() reads them before whatever a
 * master file takes for its own (as BIND and dig do). out has NAME_TEXT_SIZE octets. Returns out.
 */
const char *name_format(const uint8_t *octets, char *out);

/** Lower-case ASCII letters in place, eight octets at a time (octets past len are touched too). */
void name_lower(struct name *name);

/** Labels without the root's. */
unsigned name_labels(const uint8_t *octets);

/** Whether two labels (length octet and octets) are equal but for ASCII case. */
bool name_label_equal(const uint8_t *a, const uint8_t *b);

/** Whether two wire names are equal but for ASCII case. Source: RFC 4343. */
bool name_equal(const uint8_t *a, const uint8_t *b);

/** Whether `name` is `above` or below it, but for ASCII case. */
bool name_is_below(const uint8_t *name, const uint8_t *above);

/** Canonical order: <0, 0, >0. Source: RFC 4034 §6.1. */
int name_compare(const uint8_t *a, const uint8_t *b);

/** Hash of the whole name as image tables use it; octets lower case, HASH_SLACK readable past. */
uint64_t name_hash(uint64_t seed, const uint8_t *octets);

#endif
