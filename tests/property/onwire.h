/* SPDX-License-Identifier: Apache-2.0 */
/* A scene's policy behind a Corefile and a zone, asked with packets. */
#ifndef DNSD_TESTS_PROPERTY_ONWIRE_H
#define DNSD_TESTS_PROPERTY_ONWIRE_H

#include "trial.h"

#include <stdbool.h>

/**
 * Load it as the loader does, ask with packets, and hold what comes back against the naive
 * evaluator: rcode, address, lifetime, scope and extended error.
 *
 * Its routes name selectors alone, since findings of L1 keep most random ones from loading.
 * Returns false after trial_refute().
 */
bool onwire_check(struct trial *trial);

#endif
