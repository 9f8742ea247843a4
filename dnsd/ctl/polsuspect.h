/* SPDX-License-Identifier: Apache-2.0 */
/* Whose clusters may be gone: an operator, a country or an AS, as `--without` names them. */
#ifndef DNSD_CTL_POLSUSPECT_H
#define DNSD_CTL_POLSUSPECT_H

#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Read "operator=NAME", "country=XX" or "asn=N" and find its clusters.
 *
 * operator  those that it, or a company that it owns, can be made to touch
 * country   those that stand there, and those of operators that answer to its law
 * asn       those of operators that list it themselves
 * out       a mask of clusters; they are added to it
 * Says on standard error what is wrong with the word, and returns false.
 */
bool polsuspect_read(const struct policy *policy, const char *word, uint64_t *out);

#endif
