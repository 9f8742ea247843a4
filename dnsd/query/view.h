/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a `view` takes a query. */
#ifndef DNSD_QUERY_VIEW_H
#define DNSD_QUERY_VIEW_H

#include "query/query.h"

/**
 * Whether all expressions of a view (SECTION_VIEW) are true for this query.
 *
 * name  q->name, or where an alias leads: what name() gives and what labels are set for
 *
 * client_ip() is the source address whatever options say. A view that reads it, or a label of its
 * place, sets q->by_source; one that reads a label of the option's network sets q->by_ecs and the
 * scope. Neither allocates nor fails: what cannot be evaluated does not hold.
 * Source: CoreDNS's plugin view; RFC 7871 §7.2.1 (scope).
 */
bool view_holds(struct query *q, uint32_t view, const struct find_name *name);

#endif
