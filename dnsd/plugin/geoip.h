/* SPDX-License-Identifier: Apache-2.0 */
/* A `geoip` directive with its targets, between reading and finishing. */
#ifndef DNSD_PLUGIN_GEOIP_H
#define DNSD_PLUGIN_GEOIP_H

#include "base/addr.h"
#include "geo/place.h"
#include "image/segment.h"
#include "plugin/plugin.h"
#include "wire/name.h"

enum geoip_kind {
    GEOIP_ANY_CODE,  /* a bare code: a country's, then a continent's */
    GEOIP_COUNTRY,   /* country:NL */
    GEOIP_CONTINENT, /* continent:EU */
    GEOIP_DEFAULT    /* who has no other target */
};

/* One line "CODE target NAME|ADDRESS...". */
struct geoip_entry {
    enum geoip_kind kind;
    char code[3];
    const char *code_text;   /* as written */
    const char *target_text; /* its first word */
    struct pos at;
    struct pos target_at;
    bool is_name;
    struct name name; /* lower case */
    struct addr *addresses;
    size_t naddresses;
};

struct geoip {
    const char *paths[2]; /* one database, or IPv4's and IPv6's */
    size_t npaths;
    struct pos at;
    bool edns_subnet;
    bool quiet; /* for a policy: targets that are not served are its own finding */
    bool has_ecs_from;
    bool saw_place; /* the database has a country or continent for somebody */
    uint32_t ttl_s;
    struct geoip_entry *entries;
    size_t nentries;
    size_t room;
    struct range_ref names; /* SECTION_NAME: `names` */
    struct range_ref own;   /* SECTION_NAME: the targets' names */
};

/**
 * Render the answers of all entries into SECTION_TARGET and SECTION_ANSWER, with the addresses of
 * targets that the blocks of this load serve. Warns of targets that cannot be flattened at an apex.
 */
struct range_ref targets_make(struct plugin_load *load, struct plugin_block *block,
                              const struct geoip *geoip);

/**
 * What the blocks whose data may be shown beside a block's serve for a host, a wildcard's included;
 * NULL = none of them has it. When the zones of all blocks are read.
 */
const struct segment_node *targets_find(struct plugin_load *load, const struct plugin_block *block,
                                        const struct name *host);

/** Render the SOA of a block without zone data; in the answer section, or in authority. */
uint32_t targets_soa(struct plugin_load *load, bool answer);

#endif
