/* SPDX-License-Identifier: Apache-2.0 */
/* The weights that `loadbalance weighted FILE` reads. */
#ifndef DNSD_PLUGIN_WEIGHTS_H
#define DNSD_PLUGIN_WEIGHTS_H

#include "plugin/plugin.h"

/**
 * Read a file of weights into SECTION_WEIGHT_NAME and SECTION_WEIGHT.
 *
 * A line with one word is a host's name; those that follow, each an address and its weight from 1
 * to 255, are that host's. What stands twice, and what is neither, is an error.
 */
bool weights_read(struct plugin_load *load, const char *path, struct pos from,
                  struct range_ref *out);

#endif
