/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the law: the residency rules. */
#ifndef DNSD_POLICY_READLAW_H
#define DNSD_POLICY_READLAW_H

#include "policy/read.h"

#include <stddef.h>

void readlaw_rule(struct read *r, const struct yaml_pair *pair, size_t i);

#endif
