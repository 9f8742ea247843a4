/* SPDX-License-Identifier: Apache-2.0 */
/* The labels of a query: what `view` and `log` read as metadata. */
#ifndef DNSD_QUERY_LABEL_H
#define DNSD_QUERY_LABEL_H

#include "base/bytes.h"
#include "query/query.h"

/**
 * The text of a label (SECTION_LABEL) for this query, looked up now: nothing is kept.
 *
 * The client is whom the label's block takes for it: the option's network or the source address.
 * A network that lies in several places reads as its first address, as CoreDNS looks it up.
 *
 * Returns octets in the image, or constant ones, not NUL-terminated. `at` is NULL when nothing sets
 * the label for this query (no `metadata`, other zones, a database without it): `log` writes "-"
 * then, all others read the empty text. len 0 with `at` = set, but empty.
 */
struct bytes label_find(const struct query *q, uint32_t label);

/**
 * The same for a client that is known already: of a name, or a network, of one's own.
 *
 * is_ecs  the network is an option's
 */
struct bytes label_of(const struct query *q, uint32_t label, const struct find_name *name,
                      const struct prefix *client, bool is_ecs, uint8_t *scope_bits);

#endif
