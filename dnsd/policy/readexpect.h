/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what travels with a policy: expectations, and findings that are accepted. */
#ifndef DNSD_POLICY_READEXPECT_H
#define DNSD_POLICY_READEXPECT_H

#include "policy/read.h"

#include <stddef.h>

void readexpect_expect(struct read *r, const struct yaml_pair *pair, size_t i);

void readexpect_allow(struct read *r, const struct yaml_pair *pair, size_t i);

#endif
