/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of hosts that an answer names and its own zone could not give at load. */
#ifndef DNSD_STEP_ADDITIONAL_H
#define DNSD_STEP_ADDITIONAL_H

#include "query/query.h"

/**
 * Append to the reply the A and AAAA of the hosts that its answer section names (a referral: its
 * authority section), where other zones of this server or wildcards have them. What does not fit is
 * left out by whole rrsets.
 *
 * set  the zone set that answered
 */
void additional_hosts(struct query *q, uint32_t set);

#endif
