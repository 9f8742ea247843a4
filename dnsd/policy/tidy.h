/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a policy in its stable layout, so that differences between two versions are about
 * meaning: sections in the language's order with their comments, one blank line between them, no
 * blanks at the ends of lines, and the word NO in quotes, which other YAML tools take for false.
 *
 * Lines are otherwise left as they are. What is made says the same as what was read (checked), and
 * tidying it again changes nothing.
 */
#ifndef DNSD_POLICY_TIDY_H
#define DNSD_POLICY_TIDY_H

#include "base/arena.h"
#include "base/errs.h"

#include <stddef.h>

/**
 * Tidy a text. It must be YAML with known sections; what they say is not judged.
 *
 * Returns the text in the arena, NUL-terminated; NULL after findings.
 */
const char *tidy_text(struct arena *arena, const char *file, const char *text, size_t len,
                      struct errs *errs);

#endif
