/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what travels with a policy: expectations, and findings that are accepted. */
#ifndef DNSD_POLICY_READEXPECT_H
#define DNSD_POLICY_READEXPECT_H

#include "conf/yaml.h"
#include "policy/read.h"

#include <stddef.h>

/** Read one expectation or, where read.claims is true, one claim. */
void readexpect_one(struct read *r, const struct yaml *value, struct policy_expect *out);

void readexpect_expect(struct read *r, const struct yaml_pair *pair, size_t i);

void readexpect_allow(struct read *r, const struct yaml_pair *pair, size_t i);

#endif
