/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the facts: operators, groups, corrections of the map, data and defaults. */
#ifndef DNSD_POLICY_READFACTS_H
#define DNSD_POLICY_READFACTS_H

#include "policy/read.h"

#include <stddef.h>

void readfacts_operator(struct read *r, const struct yaml_pair *pair, size_t i);

void readfacts_group(struct read *r, const struct yaml_pair *pair, size_t i);

void readfacts_network(struct read *r, const struct yaml_pair *pair, size_t i);

/** The section data: the databases. */
void readfacts_data(struct read *r, const struct yaml *value);

/** The section defaults. */
void readfacts_defaults(struct read *r, const struct yaml *value);

#endif
