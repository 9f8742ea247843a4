/* SPDX-License-Identifier: Apache-2.0 */
/* Where the targets of a policy's clusters land in the zones served here. Findings F3, F4. */
#ifndef DNSD_PLUGIN_LANDING_H
#define DNSD_PLUGIN_LANDING_H

#include "base/errs.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Look up the target of every cluster as a server block does: it must lead to addresses in zones of
 * ours, and to those that the cluster says it has.
 *
 * now_s  when an `allow` must be open. Returns false after an error.
 */
bool landing_check(struct plugin_load *load, const struct plugin_block *block,
                   const struct policy *policy, int64_t now_s, struct errs *errs);

#endif
