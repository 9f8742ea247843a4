/* SPDX-License-Identifier: Apache-2.0 */
#include "step/table.h"

#include "step/steps.h"

step_run *const table_of_steps[STEP_KIND_COUNT] = {
    [STEP_ACL] = acl_admit,
    [STEP_LOG_BEGIN] = log_begin,
    [STEP_LOG] = log_account,
    [STEP_ERRORS] = errors_account,
    [STEP_ANY] = any_answer,
    [STEP_CHAOS] = chaos_answer,
    [STEP_HEADER_QUERY] = header_query,
    [STEP_HEADER_RESPONSE] = header_response,
    [STEP_EXPLAIN] = explain_answer,
    [STEP_HOSTS] = hosts_answer,
    [STEP_LOCALHOST] = localhost_answer,
    [STEP_ERRATIC] = erratic_answer,
    [STEP_LOADBALANCE] = loadbalance_shape,
    [STEP_MINIMAL] = minimal_shape,
    [STEP_ZONE] = zone_answer,
    [STEP_GEO_FIRST] = target_first,
    [STEP_GEO] = target_answer,
    [STEP_RESIDENCY] = residency_answer,
    [STEP_NAMEPLATE] = nameplate_answer,
    [STEP_WHOAMI] = whoami_answer,
};
