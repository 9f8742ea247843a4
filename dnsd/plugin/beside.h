/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy beside the zones of its server block: what they say must leave it the only source for
 * its names. Findings F3, F4, F6, N2, and N1 where a zone is signed.
 */
#ifndef DNSD_PLUGIN_BESIDE_H
#define DNSD_PLUGIN_BESIDE_H

#include "base/errs.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Look at the zones that a block serves, when those of all blocks are read.
 *
 * now_s  when an `allow` must be open
 * Returns false after an error. Source: policy-language.md, "What check must find".
 */
bool beside_check(struct plugin_load *load, const struct plugin_block *block,
                  const struct policy *policy, int64_t now_s, struct errs *errs);

#endif
