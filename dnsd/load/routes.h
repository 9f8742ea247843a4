/* SPDX-License-Identifier: Apache-2.0 */
/* The way from zone names to blocks: SECTION_ROUTE, SECTION_CANDIDATE and their hash table. */
#ifndef DNSD_LOAD_ROUTES_H
#define DNSD_LOAD_ROUTES_H

#include "load/listens.h"
#include "plugin/plugin.h"

/**
 * Add the routes of all blocks. A zone that two blocks serve on the same listeners is an error,
 * unless one of them has a `view`. Returns false when there was one.
 */
bool routes_make(struct plugin_load *load, struct listens *listens);

#endif
