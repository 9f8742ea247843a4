/* SPDX-License-Identifier: Apache-2.0 */
/* What `check` finds of the law, against the naive evaluator over the same checked places. */
#ifndef DNSD_TESTS_PROPERTY_FOUND_H
#define DNSD_TESTS_PROPERTY_FOUND_H

#include "trial.h"

#include <stdbool.h>

/**
 * Findings L1 and L2 must be as many as there are entries (and clusters) that break the law or
 * are left empty for somebody, now or later; L3 and L4 must be told just when there is a place.
 * Returns false after trial_refute().
 */
bool found_check(struct trial *trial);

#endif
