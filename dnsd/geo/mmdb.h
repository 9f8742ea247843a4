/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A MaxMind database: the project's one door to libmaxminddb.
 *
 *     search tree: nodes of two records ──→ node, nothing, or the place of a data record
 *     16 zero octets
 *     data section: maps, texts, numbers, pointers
 *     marker, metadata
 *
 * The file is copied to a sealed memfd first: one that is cut short under a mapping would end the
 * process. Data records are numbered from 1 as the walk meets them, each place once, so that what
 * is derived of a record is derived once; 0 is "no record".
 */
#ifndef DNSD_GEO_MMDB_H
#define DNSD_GEO_MMDB_H

#include "base/addr.h"
#include "base/bytes.h"
#include "base/errs.h"
#include "image/map_build.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mmdb;

/* What a database says about itself. */
struct mmdb_facts {
    const char *path; /* as given to mmdb_open(); lives as long as the database is open */
    const char *type; /* "GeoLite2-Country"; lives likewise */
    uint64_t built_s; /* seconds since 1970 */
    uint32_t node_count;
    uint16_t record_bits; /* 24, 28 or 32 */
    uint16_t ip_version;  /* 4: a tree of IPv4 alone; 6: IPv4 is at ::/96 */
};

/* A network that the search tree gives as a whole. */
struct mmdb_leaf {
    struct map_address start;
    uint32_t record; /* 0 = the database knows nothing */
    uint8_t bits;
};

typedef void (*mmdb_visit)(const struct mmdb_leaf *leaf, void *arg);

/**
 * Open a database file.
 *
 * at    where the operator named it; its file's name must live as long as the database is open
 * Returns NULL after an error that names the file and what is wrong with it.
 * Owns: the caller closes it with mmdb_close().
 */
struct mmdb *mmdb_open(const char *path, struct pos at, struct errs *errs);

/** Close the database. NULL is fine. */
void mmdb_close(struct mmdb *db);

/** What the database says about itself. */
const struct mmdb_facts *mmdb_facts(const struct mmdb *db);

/** The octets of the database as they were copied. They live as long as it is open. */
struct bytes mmdb_octets(const struct mmdb *db);

/**
 * Visit the networks of one family in address order, all of it, without gaps.
 *
 * IPv6 is visited without what the tree has for IPv4, at ::/96 and wherever else it leads there
 * (::ffff:0:0/96, 2001::/32, 2002::/16): these have no record. A tree of IPv4 alone has none for
 * any of IPv6. False after an error: the tree or a record is corrupt.
 */
bool mmdb_walk(struct mmdb *db, enum family family, mmdb_visit visit, void *arg, struct errs *errs);

/** Find the leaf that holds an address, IPv4 as such; false after an error. */
bool mmdb_lookup(struct mmdb *db, const struct addr *addr, struct mmdb_leaf *out,
                 struct errs *errs);

/** How many records were met so far: their numbers are 1 to this. */
uint32_t mmdb_record_count(const struct mmdb *db);

/**
 * The text that a path of keys leads to in a record ("country", "iso_code", NULL).
 *
 * Array elements are named by their number. False when there is none, or no UTF-8, or it holds
 * control characters. The octets live as long as the database is open.
 */
bool mmdb_text(const struct mmdb *db, uint32_t record, const char *const *path, struct bytes *out);

/** The whole number that a path leads to, of any size up to 64 bits, or a truth value. */
bool mmdb_number(const struct mmdb *db, uint32_t record, const char *const *path, uint64_t *out);

/** The floating-point number that a path leads to. */
bool mmdb_real(const struct mmdb *db, uint32_t record, const char *const *path, double *out);

#endif
