/* SPDX-License-Identifier: Apache-2.0 */
#include "image/section.h"

#include "image/acl.h"
#include "image/block.h"
#include "image/check.h"
#include "image/geo.h"
#include "image/map.h"
#include "image/segment.h"

static const struct section_def defs[SECTION_COUNT] = {
    [SECTION_FACTS] = {"facts", sizeof(struct image_facts), check_facts},
    [SECTION_BLOB] = {"blob", 1, NULL},
    [SECTION_NAME] = {"name", sizeof(struct blob_ref), check_blob_ref},
    [SECTION_PREFIX] = {"prefix", sizeof(struct image_prefix), check_prefix},
    [SECTION_TYPE] = {"type", sizeof(uint16_t), NULL},
    [SECTION_LISTEN] = {"listen", sizeof(struct image_listen), check_listen},
    [SECTION_ROUTE_SLOT] = {"route slot", sizeof(struct image_slot), NULL},
    [SECTION_ROUTE] = {"route", sizeof(struct image_route), check_route},
    [SECTION_CANDIDATE] = {"candidate", sizeof(struct image_candidate), check_candidate},
    [SECTION_BLOCK] = {"block", sizeof(struct image_block), check_block},
    [SECTION_STEP] = {"step", sizeof(struct image_step), check_step},
    [SECTION_ZONE_SLOT] = {"zone slot", sizeof(struct image_slot), NULL},
    [SECTION_ZONE] = {"zone", sizeof(struct image_zone), NULL, check_zones},
    [SECTION_ZONE_DATA] = {"zone data", 1, NULL},
    [SECTION_MAP] = {"map", sizeof(struct image_map), map_check},
    [SECTION_MAP_DATA] = {"map data", 1, NULL},
    [SECTION_GEO] = {"geo", sizeof(struct image_geo), check_geo},
    [SECTION_GEO_NAME] = {"geo name", sizeof(struct image_geo_name), check_geo_name},
    [SECTION_TARGET] = {"target", sizeof(struct image_target), check_target},
    [SECTION_ANSWER] = {"answer", 1, NULL},
    [SECTION_ACL] = {"acl", sizeof(struct image_acl), check_acl},
    [SECTION_ACL_RULE] = {"acl rule", sizeof(struct image_acl_rule), check_acl_rule},
    [SECTION_CHAOS] = {"chaos", sizeof(struct image_chaos), check_chaos},
    [SECTION_HEADER] = {"header rule", sizeof(struct image_header_rule), NULL},
    [SECTION_WATCH] = {"watch", sizeof(struct image_watch), check_watch},
};

const struct section_def *section_def(enum section section)
{
    return &defs[section];
}
