/* SPDX-License-Identifier: Apache-2.0 */
/* Checks what holds between the parts of a policy: cycles, exemptions, what answers need. */
#ifndef DNSD_POLICY_READCHECK_H
#define DNSD_POLICY_READCHECK_H

#include "policy/read.h"

/** Run all of them; the policy may have other faults already. */
void readcheck_run(struct read *r);

#endif
