/* SPDX-License-Identifier: Apache-2.0 */
/* What a database record says about where a network is, whatever the database's schema. */
#ifndef DNSD_GEO_PLACE_H
#define DNSD_GEO_PLACE_H

#include "base/bytes.h"
#include "geo/mmdb.h"

#include <stdbool.h>
#include <stdint.h>

enum { PLACE_SUBDIVISIONS_SIZE = 24 };

/*
 * Texts are not NUL-terminated; len 0 = not in the record. They live as long as the database.
 * Codes are empty when they are not known or are no code of this program's own list ("ZZ", "EU").
 */
struct place {
    char country[3];    /* where it is; empty for anycast networks, which are in no one place */
    char continent[3];  /* as the record says, else the country's; a record may have it alone */
    char registered[3]; /* where its holder registered it: says nothing about the place */
    char represented[3];
    bool in_eu;        /* the record says that the country is in the Union */
    bool is_anycast;   /* answered from several places */
    bool is_anonymous; /* of VPNs, proxies, Tor exits or relays: its users are elsewhere */
    bool has_location;
    double latitude;  /* degrees; with has_location */
    double longitude; /* degrees; with has_location */
    uint32_t asn;     /* origin AS; 0 = not in the record */
    struct bytes asn_org;
    struct bytes country_name; /* in English, as all names */
    struct bytes continent_name;
    struct bytes city;
    struct bytes postal;
    struct bytes time_zone;                     /* "Europe/Amsterdam" */
    char subdivisions[PLACE_SUBDIVISIONS_SIZE]; /* "ENG,WBK": codes without the country, NUL */
};

/**
 * Read the place of a record; record 0 is unknown in every respect.
 *
 * Reads GeoLite2/GeoIP2/DB-IP Country and City, ASN, Anonymous-IP, and the flat `country_code`
 * schema.
 */
void place_read(const struct mmdb *db, uint32_t record, struct place *out);

#endif
