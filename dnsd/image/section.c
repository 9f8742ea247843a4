/* SPDX-License-Identifier: Apache-2.0 */
#include "image/section.h"

#include "image/account.h"
#include "image/acl.h"
#include "image/balance.h"
#include "image/block.h"
#include "image/errorrule.h"
#include "image/geo.h"
#include "image/hosts.h"
#include "image/logrule.h"
#include "image/map.h"
#include "image/metadata.h"
#include "image/nameplate.h"
#include "image/rulebook.h"
#include "image/segment.h"
#include "image/verify.h"
#include "image/viewop.h"

static const struct section_def defs[SECTION_COUNT] = {
    [SECTION_FACTS] = {"facts", sizeof(struct image_facts), verify_facts, NULL},
    [SECTION_BLOB] = {"blob", 1, NULL, NULL},
    [SECTION_NAME] = {"name", sizeof(struct blob_ref), verify_blob_ref, NULL},
    [SECTION_PREFIX] = {"prefix", sizeof(struct image_prefix), verify_prefix, NULL},
    [SECTION_TYPE] = {"type", sizeof(uint16_t), NULL, NULL},
    [SECTION_LISTEN] = {"listen", sizeof(struct image_listen), verify_listen, NULL},
    [SECTION_ROUTE_SLOT] = {"route slot", sizeof(struct image_slot), NULL, NULL},
    [SECTION_ROUTE] = {"route", sizeof(struct image_route), verify_route, NULL},
    [SECTION_CANDIDATE] = {"candidate", sizeof(struct image_candidate), verify_candidate, NULL},
    [SECTION_BLOCK] = {"block", sizeof(struct image_block), verify_block, NULL},
    [SECTION_STEP] = {"step", sizeof(struct image_step), verify_step, NULL},
    [SECTION_ZONE_SLOT] = {"zone slot", sizeof(struct image_slot), NULL, NULL},
    [SECTION_ZONE] = {"zone", sizeof(struct image_zone), NULL, verify_zones},
    [SECTION_ZONE_DATA] = {"zone data", 1, NULL, NULL},
    [SECTION_MAP] = {"map", sizeof(struct image_map), map_check, NULL},
    [SECTION_MAP_DATA] = {"map data", 1, NULL, NULL},
    [SECTION_GEO] = {"geo", sizeof(struct image_geo), verify_geo, NULL},
    [SECTION_GEO_NAME] = {"geo name", sizeof(struct image_geo_name), verify_geo_name, NULL},
    [SECTION_TARGET] = {"target", sizeof(struct image_target), verify_target, NULL},
    [SECTION_ANSWER] = {"answer", 1, NULL, NULL},
    [SECTION_ACL] = {"acl", sizeof(struct image_acl), verify_acl, NULL},
    [SECTION_ACL_RULE] = {"acl rule", sizeof(struct image_acl_rule), verify_acl_rule, NULL},
    [SECTION_CHAOS] = {"chaos", sizeof(struct image_chaos), verify_chaos, NULL},
    [SECTION_HEADER] = {"header rule", sizeof(struct image_header_rule), NULL, NULL},
    [SECTION_LABEL] = {"label", sizeof(struct image_label), verify_label, NULL},
    [SECTION_LABEL_TEXT] = {"label text", sizeof(struct blob_ref), verify_label_text, NULL},
    [SECTION_LOG] = {"log", sizeof(struct image_log), verify_log, NULL},
    [SECTION_LOG_RULE] = {"log rule", sizeof(struct image_log_rule), verify_log_rule, NULL},
    [SECTION_ERRORS] = {"errors", sizeof(struct image_errors), verify_errors, NULL},
    [SECTION_ERROR_RULE] = {"error rule", sizeof(struct image_error_rule), verify_error_rule, NULL},
    [SECTION_LOG_PART] = {"log part", sizeof(struct image_log_part), verify_log_part, NULL},
    [SECTION_ERRATIC] = {"erratic", sizeof(struct image_erratic), NULL, NULL},
    [SECTION_HOSTS] = {"hosts", sizeof(struct image_hosts), verify_hosts, NULL},
    [SECTION_BALANCE] = {"balance", sizeof(struct image_balance), verify_balance, NULL},
    [SECTION_WEIGHT_NAME] = {"weight name", sizeof(struct image_weight_name), verify_weight_name,
                             NULL},
    [SECTION_WEIGHT] = {"weight", sizeof(struct image_weight), verify_weight, NULL},
    [SECTION_PATTERN] = {"pattern", sizeof(struct blob_ref), verify_pattern, NULL},
    [SECTION_VIEW] = {"view", sizeof(struct image_view), verify_view, NULL},
    [SECTION_VIEW_OP] = {"view op", sizeof(struct image_view_op), verify_view_op, NULL},
    [SECTION_POLICY_CLUSTER] = {"policy cluster", sizeof(struct image_policy_cluster),
                                verify_policy_cluster, NULL},
    [SECTION_POLICY_TIER] = {"policy tier", sizeof(uint64_t), verify_policy_tier, NULL},
    [SECTION_POLICY_PART] = {"policy part", sizeof(struct image_policy_part), verify_policy_part,
                             NULL},
    [SECTION_POLICY_LAST] = {"policy last", sizeof(struct image_policy_last), verify_policy_last,
                             NULL},
    [SECTION_POLICY_DECISION] = {"policy decision", sizeof(struct image_policy_decision),
                                 verify_policy_decision, NULL},
    [SECTION_POLICY_NODE] = {"policy node", sizeof(struct image_policy_node), verify_policy_node,
                             NULL},
    [SECTION_POLICY_MIXED] = {"policy mixed", sizeof(uint32_t), verify_policy_mixed, NULL},
    [SECTION_POLICY_TABLE] = {"policy table", sizeof(struct image_policy_table),
                              verify_policy_table, NULL},
    [SECTION_POLICY_BINDING] = {"policy binding", sizeof(struct image_policy_binding),
                                verify_policy_binding, NULL},
    [SECTION_POLICY_NAME] = {"policy name", sizeof(struct image_policy_name), verify_policy_name,
                             NULL},
    [SECTION_POLICY_EDGE] = {"policy edge", sizeof(int64_t), NULL, NULL},
    [SECTION_POLICY] = {"policy", sizeof(struct image_policy), verify_policy, NULL},
    [SECTION_NAMEPLATE] = {"nameplate", sizeof(struct image_nameplate), verify_nameplate, NULL},
    [SECTION_ACCOUNT_TEXT] = {"account text", sizeof(struct blob_ref), verify_account_text, NULL},
    [SECTION_ACCOUNT_SPOT] = {"account spot", sizeof(struct image_account_spot),
                              verify_account_spot, NULL},
    [SECTION_ACCOUNT_RULE] = {"account rule", sizeof(struct image_account_rule),
                              verify_account_rule, NULL},
    [SECTION_ACCOUNT_BINDING] = {"account binding", sizeof(struct image_account_binding),
                                 verify_account_binding, NULL},
    [SECTION_ACCOUNT_TIME] = {"account interval", sizeof(struct image_account_interval),
                              verify_account_interval, NULL},
    [SECTION_ACCOUNT] = {"account", sizeof(struct image_account), verify_account, NULL},
};

const struct section_def *section_def(enum section section)
{
    return &defs[section];
}
