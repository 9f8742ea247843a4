/* SPDX-License-Identifier: Apache-2.0 */
/* All steps, one row per enum step_kind: what the serving program hands to query_serve(). */
#ifndef DNSD_STEP_TABLE_H
#define DNSD_STEP_TABLE_H

#include "query/query.h"

/* By enum step_kind. */
extern step_run *const table_of_steps[STEP_KIND_COUNT];

#endif
