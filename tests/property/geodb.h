/* SPDX-License-Identifier: Apache-2.0 */
/* Small databases in MaxMind's format, made in memory. */
#ifndef DNSD_TESTS_PROPERTY_GEODB_H
#define DNSD_TESTS_PROPERTY_GEODB_H

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { GEODB_NETS_MAX = 64 };

/* What the database says of a network; longer prefixes win. */
struct geodb_net {
    struct prefix prefix;
    char country[3];     /* empty = a record without a country */
    char subdivision[4]; /* empty = none */
    bool anycast;
    uint32_t asn; /* of databases of ASes; 0 = a record without one */
};

struct geodb {
    struct geodb_net nets[GEODB_NETS_MAX];
    size_t nnets;
    bool of_asns;
    bool flat;     /* country_code alone, as the npm packages have it */
    bool v4_only;  /* a tree of IPv4 alone: networks of IPv6 are left out */
    bool v6_only;  /* networks of IPv4 are left out */
    bool aliases;  /* ::ffff:0:0/96, 2001::/32 and 2002::/16 lead to IPv4 */
    unsigned bits; /* of a record: 24, 28 or 32 */
};

/** Put the networks in order, shortest first; of equal ones the last stays. What the schema and
 * the tree have no room for is left out. */
void geodb_settle(struct geodb *db);

/** The settled database as a file in memory: its descriptor, which the caller closes. */
int geodb_file(const struct geodb *db);

/** Print it as scripts/make-geodb reads it. */
void geodb_print(const struct geodb *db, FILE *to);

/** What it says of an address that is in no block that carries IPv4; NULL = nothing. */
const struct geodb_net *geodb_find(const struct geodb *db, const struct addr *addr);

#endif
