/* SPDX-License-Identifier: Apache-2.0 */
/* Reading numbers, durations and words out of operators' text. */
#ifndef DNSD_BASE_TEXT_H
#define DNSD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Read a decimal number with nothing around it. False when it is none or above UINT32_MAX. */
bool text_u32(const char *text, uint32_t *out);

/**
 * Read a duration as Go writes them: "30s", "1m30s", "250ms", "1.5h"; a bare "0" is zero.
 *
 * Units: milliseconds, fractions below one dropped. False without a unit ("30") or past 49 days.
 */
bool text_duration(const char *text, uint32_t *out_ms);

/**
 * The word of `words` that `text` most likely meant: at most a third of it is wrong.
 *
 * words  nwords of them. Returns NULL when none is near.
 */
const char *text_nearest(const char *text, const char *const *words, size_t nwords);

#endif
