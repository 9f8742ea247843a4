/* SPDX-License-Identifier: Apache-2.0 */
/* The listeners of all blocks, and the groups of listeners that the same blocks use. */
#ifndef DNSD_LOAD_LISTENS_H
#define DNSD_LOAD_LISTENS_H

#include "plugin/plugin.h"

#include <stdbool.h>
#include <stdint.h>

struct listens;

/** Collect the listeners of all blocks of a load and number their groups; adds SECTION_LISTEN. */
struct listens *listens_make(struct plugin_load *load);

/** The groups of the listeners that one key of a block uses, one bit each. */
uint64_t listens_groups(struct listens *listens, uint32_t block, uint32_t key);

#endif
