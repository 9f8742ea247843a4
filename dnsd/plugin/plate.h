/* SPDX-License-Identifier: Apache-2.0 */
/* The name plate of a server block with a policy (image/nameplate.h). */
#ifndef DNSD_PLUGIN_PLATE_H
#define DNSD_PLUGIN_PLATE_H

#include "plugin/plugin.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Write down what a block answers from, and let it tell those who ask for version.dnsd. or
 * policy.dnsd. of class CH, unless `identity off` says no.
 *
 * policy, data  read and open
 */
void plate_add(struct plugin_load *load, struct plugin_block *block, const struct policy *policy,
               const struct atlas_data *data, bool shown);

/** Tell the plates of a block that it is on these listen groups. */
void plate_listens(struct plugin_load *load, uint32_t block, uint64_t groups);

#endif
