/* SPDX-License-Identifier: Apache-2.0 */
/* A regular expression whose groups make a new text: file names to zone names, for loaders. */
#ifndef DNSD_IMAGE_CAPTURE_H
#define DNSD_IMAGE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPTURE_WHY_SIZE = 160 /* octets of a reason with its NUL */ };

struct capture;

/**
 * Compile an expression; NULL when it is none.
 *
 * at, why  written on failure: where in the text, and what is wrong, in CAPTURE_WHY_SIZE octets
 * Owns: the caller frees it with capture_free(). Ends the process without memory, as loaders do.
 */
struct capture *capture_new(const char *text, size_t *at, char *why);

/** Free it. NULL is fine. */
void capture_free(struct capture *capture);

/** How many groups it has. */
uint32_t capture_groups(const struct capture *capture);

/**
 * Match a text anywhere and put the groups into a template: "{1}" or "${1}" is group 1, "{name}"
 * the group of that name, a group that took no part is empty.
 *
 * out  room for `room` octets with the NUL; written only on success
 * Returns false when it does not match, took too many steps, or the result is too long.
 */
bool capture_expand(struct capture *capture, const char *text, const char *template, char *out,
                    size_t room);

#endif
