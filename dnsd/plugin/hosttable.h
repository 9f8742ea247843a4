/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of addresses and names made into records: A, AAAA, and PTR under the reverse names. */
#ifndef DNSD_PLUGIN_HOSTTABLE_H
#define DNSD_PLUGIN_HOSTTABLE_H

#include "conf/node.h"
#include "wire/name.h"
#include "zone/record.h"

#include <stdbool.h>
#include <stddef.h>

/* What the lines are read with, and the records so far. */
struct hosttable {
    struct records records;   /* of origin "." */
    const struct name *zones; /* only names at or below one of these are taken */
    size_t nzones;
    uint32_t ttl_s;
    bool reverse; /* PTR too */
};

/** Begin with no records. `file` is the name for messages; hosttable_done() frees what follows. */
void hosttable_init(struct hosttable *table, const char *file);

/**
 * Add a line: an address, then the names that have it. The zone of an address ("%eth0") is cut
 * off, a name may be a wildcard ("*.example.org"), which gets no PTR.
 *
 * Returns false, with errs, when the first word is no address or one of the others no name.
 */
bool hosttable_add(struct hosttable *table, const struct node *line, struct errs *errs);

/** Drop what was added twice, as tables of hosts often hold it. */
void hosttable_settle(struct hosttable *table);

/** Free the records. */
void hosttable_done(struct hosttable *table);

#endif
