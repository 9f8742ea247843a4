/* SPDX-License-Identifier: Apache-2.0 */
/* The database of one directive: one file, or one for IPv4 and one for IPv6, as one address space.
 */
#ifndef DNSD_GEO_DATABASE_H
#define DNSD_GEO_DATABASE_H

#include "base/addr.h"
#include "base/errs.h"
#include "geo/mmdb.h"
#include "geo/place.h"
#include "image/map_build.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;

/* What number the networks of a place get. `place` is only valid during the call. */
typedef uint32_t (*database_class)(const struct place *place, void *arg);

/**
 * Open one file, or two: the first for IPv4, the second for IPv6.
 *
 * at  where the operator named them; its file's name must live as long as the database is open
 * Returns NULL after an error that names the file and what is wrong with it.
 * Owns: the caller closes it with database_close(); the texts of places live until then.
 */
struct database *database_open(const char *const *paths, size_t npaths, struct pos at,
                               struct errs *errs);

/** Close the database. NULL is fine. */
void database_close(struct database *db);

/** What file `i` says about itself; NULL past the last. */
const struct mmdb_facts *database_facts(const struct database *db, size_t i);

/** The octets of file `i`, which is there; they live as long as the database is open. */
struct bytes database_octets(const struct database *db, size_t i);

/**
 * Turn the whole address space into ranges of numbers, ready for map_build_add().
 *
 * classify  asked once for each distinct record of each file, and for "unknown" (first)
 * v4, v6    empty before; free them with map_build_free()
 *
 * ::/96, Teredo (2001::/32) and the blocks that carry IPv4 are unknown in v6. False, with both
 * empty, after an error: a search tree or a record is corrupt.
 */
bool database_compile(struct database *db, database_class classify, void *arg,
                      struct map_ranges *v4, struct map_ranges *v6, struct errs *errs);

/** Whether any record of the last database_compile() said where a network is. */
bool database_has_countries(const struct database *db);

/** Whether any record of the last database_compile() said which AS announces a network. */
bool database_has_asns(const struct database *db);

/** Whether any record of the last database_compile() said that a network is anonymous. */
bool database_has_anonymous(const struct database *db);

/**
 * Find the place of one address by walking the file: for tools, and to check what is compiled.
 *
 * An address in a block that carries IPv4 is its IPv4 address. leaf_bits: length of the file's
 * network around it, in the address's own family.
 */
bool database_find(struct database *db, const struct addr *addr, struct place *out,
                   unsigned *leaf_bits, struct errs *errs);

#endif
