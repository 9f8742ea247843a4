/* SPDX-License-Identifier: Apache-2.0 */
/* Whether queries for a name that a policy binds come to the server block of the policy. */
#ifndef DNSD_PLUGIN_ASKED_H
#define DNSD_PLUGIN_ASKED_H

#include "base/errs.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>

/**
 * Look at the zones that the blocks are for: the longest one takes a query.
 *
 * A block on another port, bound elsewhere or with the same policy takes no name away; one with a
 * `view` takes the name from whom it admits, which is the operator's word: a warning. Returns false
 * after a finding S4.
 */
bool asked_check(const struct plugin_load *load, const struct plugin_block *block,
                 const struct policy_name *name, struct errs *errs);

#endif
