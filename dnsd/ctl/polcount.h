/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of networks and addresses, as columns and as JSON. */
#ifndef DNSD_CTL_POLCOUNT_H
#define DNSD_CTL_POLCOUNT_H

#include "base/addr.h"
#include "base/arena.h"
#include "policy/census.h"

#include <jansson.h>
#include <stddef.h>

/* The widths of the four numbers of a table's rows. */
struct polcount_widths {
    int nets4;
    int addresses4;
    int nets6;
    int sites6;
};

/* The titles of the columns that polcount_text() fills. */
#define POLCOUNT_TITLES "IPv4 nets / addresses   IPv6 nets / 48s"

/** Widen the columns so that a count fits. */
void polcount_fit(struct polcount_widths *widths, const struct census_count *count);

/** Two columns: "5 / 74   21 / 10223616"; "-" for a family without people. */
const char *polcount_text(const struct polcount_widths *widths, const struct census_count *count,
                          struct arena *arena);

/** "IPv4 5 nets / 74 addresses, IPv6 21 nets / 10223616 /48s": a family without people is left out.
 */
const char *polcount_phrase(const struct census_count *count, struct arena *arena);

/** The numbers as an object. Owns: the caller gives it to a parent or drops it. */
json_t *polcount_json(const struct census_count *count, const struct prefix *example);

#endif
