/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a file of claims: what compliance says of a policy, in the syntax of `expect`. */
#ifndef DNSD_POLICY_READCLAIMS_H
#define DNSD_POLICY_READCLAIMS_H

#include "conf/texts.h"
#include "policy/read.h"

/**
 * Read the claims of a file into the policy, whose sections were read: `version: 1` and `claims`.
 *
 * Source: policy-language.md, "Commands": verify.
 */
void readclaims_read(struct read *r, const struct text *text);

#endif
