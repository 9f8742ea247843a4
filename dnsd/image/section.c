/* SPDX-License-Identifier: Apache-2.0 */
#include "image/section.h"

#include "image/acl.h"
#include "image/balance.h"
#include "image/block.h"
#include "image/geo.h"
#include "image/hosts.h"
#include "image/logrule.h"
#include "image/map.h"
#include "image/metadata.h"
#include "image/segment.h"
#include "image/verify.h"
#include "image/viewop.h"

static const struct section_def defs[SECTION_COUNT] = {
    [SECTION_FACTS] = {"facts", sizeof(struct image_facts), verify_facts},
    [SECTION_BLOB] = {"blob", 1, NULL},
    [SECTION_NAME] = {"name", sizeof(struct blob_ref), verify_blob_ref},
    [SECTION_PREFIX] = {"prefix", sizeof(struct image_prefix), verify_prefix},
    [SECTION_TYPE] = {"type", sizeof(uint16_t), NULL},
    [SECTION_LISTEN] = {"listen", sizeof(struct image_listen), verify_listen},
    [SECTION_ROUTE_SLOT] = {"route slot", sizeof(struct image_slot), NULL},
    [SECTION_ROUTE] = {"route", sizeof(struct image_route), verify_route},
    [SECTION_CANDIDATE] = {"candidate", sizeof(struct image_candidate), verify_candidate},
    [SECTION_BLOCK] = {"block", sizeof(struct image_block), verify_block},
    [SECTION_STEP] = {"step", sizeof(struct image_step), verify_step},
    [SECTION_ZONE_SLOT] = {"zone slot", sizeof(struct image_slot), NULL},
    [SECTION_ZONE] = {"zone", sizeof(struct image_zone), NULL, verify_zones},
    [SECTION_ZONE_DATA] = {"zone data", 1, NULL},
    [SECTION_MAP] = {"map", sizeof(struct image_map), map_check},
    [SECTION_MAP_DATA] = {"map data", 1, NULL},
    [SECTION_GEO] = {"geo", sizeof(struct image_geo), verify_geo},
    [SECTION_GEO_NAME] = {"geo name", sizeof(struct image_geo_name), verify_geo_name},
    [SECTION_TARGET] = {"target", sizeof(struct image_target), verify_target},
    [SECTION_ANSWER] = {"answer", 1, NULL},
    [SECTION_ACL] = {"acl", sizeof(struct image_acl), verify_acl},
    [SECTION_ACL_RULE] = {"acl rule", sizeof(struct image_acl_rule), verify_acl_rule},
    [SECTION_CHAOS] = {"chaos", sizeof(struct image_chaos), verify_chaos},
    [SECTION_HEADER] = {"header rule", sizeof(struct image_header_rule), NULL},
    [SECTION_LABEL] = {"label", sizeof(struct image_label), verify_label},
    [SECTION_LABEL_TEXT] = {"label text", sizeof(struct blob_ref), verify_label_text},
    [SECTION_LOG] = {"log", sizeof(struct image_log), verify_log},
    [SECTION_LOG_RULE] = {"log rule", sizeof(struct image_log_rule), verify_log_rule},
    [SECTION_LOG_PART] = {"log part", sizeof(struct image_log_part), verify_log_part},
    [SECTION_ERRATIC] = {"erratic", sizeof(struct image_erratic), NULL},
    [SECTION_HOSTS] = {"hosts", sizeof(struct image_hosts), verify_hosts},
    [SECTION_BALANCE] = {"balance", sizeof(struct image_balance), verify_balance},
    [SECTION_WEIGHT_NAME] = {"weight name", sizeof(struct image_weight_name), verify_weight_name},
    [SECTION_WEIGHT] = {"weight", sizeof(struct image_weight), verify_weight},
    [SECTION_PATTERN] = {"pattern", sizeof(struct blob_ref), verify_pattern},
    [SECTION_VIEW] = {"view", sizeof(struct image_view), verify_view},
    [SECTION_VIEW_OP] = {"view op", sizeof(struct image_view_op), verify_view_op},
};

const struct section_def *section_def(enum section section)
{
    return &defs[section];
}
