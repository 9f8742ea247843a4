/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as JSON: what --json prints of errors, warnings and notices. */
#ifndef DNSD_CTL_FINDINGS_H
#define DNSD_CTL_FINDINGS_H

#include "base/errs.h"

#include <jansson.h>

/** A text that may have been cut within a character, which JSON does not take. */
json_t *findings_json_text(const char *text);

/** All of them, in the order in which they were added: an array. */
json_t *findings_json(const struct errs *errs);

#endif
