/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the taste: routes, the names that use them, and what is tried last. */
#ifndef DNSD_POLICY_READTASTE_H
#define DNSD_POLICY_READTASTE_H

#include "policy/read.h"

#include <stddef.h>

void readtaste_route(struct read *r, const struct yaml_pair *pair, size_t i);

void readtaste_name(struct read *r, const struct yaml_pair *pair, size_t i);

/** Read a list of when-none-healthy; servfail is put behind a list that has no last word. */
void readtaste_lasts(struct read *r, const struct yaml *value, struct policy_lasts *out);

/** The list where nothing is said: servfail. */
void readtaste_no_lasts(struct read *r, struct policy_lasts *out);

#endif
