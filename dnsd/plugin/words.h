/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the Corefile: their read and finish functions, one file each (plugin/plugin.h). */
#ifndef DNSD_PLUGIN_WORDS_H
#define DNSD_PLUGIN_WORDS_H

#include "plugin/plugin.h"

/** bind ADDRESS|INTERFACE... { except ADDRESS|INTERFACE... } */
bool bind_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** bufsize [OCTETS] */
bool bufsize_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** file FILE [ZONES...] { reload, reload_by_mtime, fallthrough [ZONES...] } */
bool file_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** root PATH */
bool root_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** whoami */
bool whoami_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

#endif
