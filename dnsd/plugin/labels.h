/* SPDX-License-Identifier: Apache-2.0 */
/* The labels that the words of a block name, and what the block's database has for them. */
#ifndef DNSD_PLUGIN_LABELS_H
#define DNSD_PLUGIN_LABELS_H

#include "plugin/plugin.h"

/**
 * The label that a word of this block names ("geoip/country/code"), for label_find() to read.
 *
 * at  where it is named, for warnings: a label that nothing in the block sets reads as empty
 * To be called from read functions: geoip's finish function fills in what was named by then.
 * Returns its index in SECTION_LABEL; the same name has one label per block.
 */
uint32_t labels_use(struct plugin_load *load, struct plugin_block *block, struct pos at,
                    const char *name);

/** Whether a label is known before the query is answered, so that a view can choose by it. */
bool labels_are_early(const char *name);

/** `metadata` is there, for names at or below these zones (SECTION_NAME; empty = all). */
void labels_turn_on(struct plugin_load *load, struct plugin_block *block, struct range_ref zones);

/** Whether a label of this block reads where its policy places clients. */
bool labels_want_policy(const struct plugin_block *block);

/** The account of the block's policy (SECTION_ACCOUNT), for labels that read it. */
void labels_account(struct plugin_load *load, struct plugin_block *block, uint32_t account);

/** Whether a label of this block reads from its database. */
bool labels_want_places(const struct plugin_block *block);

/**
 * Compile the columns of the labels that were named. False after an error: the database is
 * broken, or has too many different places for a table (LABELROWS_MAX).
 *
 * paths  of the database; at: where the operator named it
 */
bool labels_compile(struct plugin_load *load, struct plugin_block *block, const char *const *paths,
                    size_t npaths, struct pos at);

#endif
