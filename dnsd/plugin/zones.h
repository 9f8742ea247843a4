/* SPDX-License-Identifier: Apache-2.0 */
/* The zones that data plugins load: files read and compiled once, put into the sets of blocks. */
#ifndef DNSD_PLUGIN_ZONES_H
#define DNSD_PLUGIN_ZONES_H

#include "plugin/plugin.h"
#include "wire/name.h"
#include "zone/record.h"

/* How a file was named, and what holds for its zones. */
struct zones_file {
    struct pos from;              /* the place that named it, for messages */
    uint32_t flags;               /* ZONE_* of struct image_zone */
    struct range_ref fallthrough; /* SECTION_NAME, as in struct image_zone */
    uint32_t reload_ms;           /* how often it is looked at; 0 = never */
    bool by_mtime;                /* a reload takes it whatever its serial is */
    bool lenient;                 /* with faults it is left out, or its running zone kept, and one
                                     whose zone the set has is left out: with a warning each */
};

/**
 * Load a zone file for one zone of a block and put it into the block's set.
 *
 * path  with `root` applied
 * A reload that was not forced, with the same Corefile, keeps the running zone while the file's
 * serial is the same, with a warning when the file did change (also when the serial went back).
 * A zone that the set already has is an
 * error; a file that is served under several origins or by several blocks is read once for each
 * origin.
 */
bool zones_add_file(struct plugin_load *load, struct plugin_block *block, const char *path,
                    const struct name *apex, const struct zones_file *file);

/** The block's zone set, made with its step (STEP_ZONE) if it has none yet. */
uint32_t zones_set_of(struct plugin_load *load, struct plugin_block *block);

/** A new zone set, for zones that come from no file; its step is the caller's to add. */
uint32_t zones_new_set(struct plugin_load *load);

/** Compile records (consistent: zone/settle.h) into a zone of such a set. False after an error. */
bool zones_add_records(struct plugin_load *load, uint32_t set, const struct records *records);

/** What is built so far, as an image to find zones in; valid until something is added. */
void zones_view(struct plugin_load *load, struct image *out);

/** Whether a block's zones may be read for answers of other blocks: no view, no acl. */
bool zones_are_public(const struct plugin_block *block);

/** Make the hash table over all zones of all sets, when every block is read. */
void zones_finish(struct plugin_load *load);

#endif
