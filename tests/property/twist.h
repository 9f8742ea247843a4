/* SPDX-License-Identifier: Apache-2.0 */
/* Small changes to a policy's text, so that readers and evaluators meet what nobody would draw. */
#ifndef DNSD_TESTS_PROPERTY_TWIST_H
#define DNSD_TESTS_PROPERTY_TWIST_H

#include "base/arena.h"
#include "draw.h"

/**
 * A text with a few drawn changes: words, lines and octets replaced, doubled or left out.
 *
 * keep  this many octets at its beginning stay (they name files)
 * Owns: it lives in the arena.
 */
const char *twist_text(const char *text, size_t keep, struct draw *draw, struct arena *arena);

#endif
