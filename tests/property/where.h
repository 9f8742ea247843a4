/* SPDX-License-Identifier: Apache-2.0 */
/* Where addresses are, by the networks that the databases were made of. */
#ifndef DNSD_TESTS_PROPERTY_WHERE_H
#define DNSD_TESTS_PROPERTY_WHERE_H

#include "trial.h"

#include <stdbool.h>

/**
 * The places that evaluators see must be what was drawn: what a list of networks searched from end
 * to end says of an address, with the corrections of the policy.
 *
 * Without this both evaluators could read a database wrong in the same way.
 * Returns false after trial_refute().
 */
bool where_check(struct trial *trial);

#endif
