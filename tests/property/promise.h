/* SPDX-License-Identifier: Apache-2.0 */
/* Random `expect` lines, judged by the evaluator of tools and by the naive one. */
#ifndef DNSD_TESTS_PROPERTY_PROMISE_H
#define DNSD_TESTS_PROPERTY_PROMISE_H

#include "trial.h"

#include <stdbool.h>

/**
 * Lines about client networks and about terms, at times of their own, with clusters down: the ones
 * that do not hold must be those of which the naive evaluator says so.
 * Returns false after trial_refute().
 */
bool promise_check(struct trial *trial);

/** A tidied text (`dnsctl policy fmt`) must be a policy that gives the same. */
bool promise_tidy(struct trial *trial);

#endif
