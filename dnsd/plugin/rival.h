/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of `hosts` that list a name which a policy binds: its addresses would go past the law. */
#ifndef DNSD_PLUGIN_RIVAL_H
#define DNSD_PLUGIN_RIVAL_H

#include "base/errs.h"
#include "image/open.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>

/**
 * Look into the tables of all blocks: addresses of a table stand beside the records of others, too.
 *
 * view  of what is built so far. Returns false after a finding F4.
 */
bool rival_check(const struct plugin_load *load, const struct image *view,
                 const struct policy *policy, struct errs *errs);

#endif
