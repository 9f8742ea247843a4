/* SPDX-License-Identifier: Apache-2.0 */
/* Reads clusters and name servers, and how their health is found out. */
#ifndef DNSD_POLICY_READCLUSTER_H
#define DNSD_POLICY_READCLUSTER_H

#include "policy/read.h"

#include <stdbool.h>
#include <stddef.h>

void readcluster_cluster(struct read *r, const struct yaml_pair *pair, size_t i);

void readcluster_nameserver(struct read *r, const struct yaml_pair *pair, size_t i);

/** What health is before anything is said about it. */
struct policy_health readcluster_no_health(void);

/**
 * Read how health is found out.
 *
 * defaults  of all clusters: the times alone
 * out       holds what is not said
 */
void readcluster_health(struct read *r, const struct yaml *value, bool defaults,
                        struct policy_health *out);

#endif
