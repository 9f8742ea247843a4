/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that lead on: CNAME and DNAME followed in and across the zones that are served. */
#ifndef DNSD_STEP_CHAIN_H
#define DNSD_STEP_CHAIN_H

#include "query/query.h"

/**
 * Answer from a zone set where the question's name, or one it leads to, is an alias.
 *
 * Follows at most CHAIN_MAX aliases; a loop ends there with what was found. Names that lead to a
 * zone of another block are answered from there; names outside leave the bare alias with NOERROR.
 * Source: RFC 1034 §4.3.2 item 3a, RFC 6672 §3.2 (DNAME), RFC 2308 §2.1 (rcode of the last name).
 */
enum verdict chain_answer(struct query *q, uint32_t set);

enum { CHAIN_MAX = 9 };

#endif
