/* SPDX-License-Identifier: Apache-2.0 */
/* An image against the naive evaluator. */
#ifndef DNSD_TESTS_PROPERTY_AGREE_H
#define DNSD_TESTS_PROPERTY_AGREE_H

#include "trial.h"

#include <stdbool.h>

/**
 * The trial's clients at one of its times, in random states. made: of the trial's scene.
 * Returns false after trial_refute().
 */
bool agree_check(struct trial *trial, const struct made *made, int64_t time_s);

/** What is refused must have a place that is left without an answer, and what loads must not. */
bool agree_liveness(struct trial *trial, const struct made *made);

#endif
