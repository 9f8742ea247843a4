/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy beside the zones of its server block: what they say must leave it the only source for
 * its names. Findings F3, F4, N2.
 */
#ifndef DNSD_PLUGIN_BESIDE_H
#define DNSD_PLUGIN_BESIDE_H

#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>

/**
 * Look at the zones that a block serves, when those of all blocks are read.
 *
 * targets  of each name of the policy, its clusters' answers (SECTION_TARGET)
 * Returns false after an error. Source: policy-language.md, "What check must find".
 */
bool beside_check(struct plugin_load *load, const struct plugin_block *block,
                  const struct policy *policy, const struct range_ref *targets);

#endif
