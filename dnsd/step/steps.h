/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps, one function and one file per word of the Corefile that acts on queries.
 *
 * Each takes the query and image_step.arg, and says what happens next (enum verdict).
 */
#ifndef DNSD_STEP_STEPS_H
#define DNSD_STEP_STEPS_H

#include "query/query.h"

/** acl: serve, refuse, empty or drop by source address and type. arg = SECTION_ACL. */
enum verdict acl_admit(struct query *q, uint32_t acl);

/** any: one small HINFO to questions of type ANY. arg unused. RFC 8482 §4.2. */
enum verdict any_answer(struct query *q, uint32_t unused);

/** chaos: TXT of class CH about the server. arg = SECTION_CHAOS. RFC 4892. */
enum verdict chaos_answer(struct query *q, uint32_t chaos);

/** errors: a line for what went wrong on our side, or a count. arg = SECTION_ERRORS. */
enum verdict errors_account(struct query *q, uint32_t errors);

/** erratic: faulty answers, for tests of clients. arg = SECTION_ERRATIC. */
enum verdict erratic_answer(struct query *q, uint32_t erratic);

/** residency's explain: TXT of _explain.NAME to those who may ask. arg = SECTION_ACCOUNT. */
enum verdict explain_answer(struct query *q, uint32_t account);

/** header: change flags of the query before it is answered. arg = SECTION_HEADER. */
enum verdict header_query(struct query *q, uint32_t rule);

/** header: change flags of the reply. arg = SECTION_HEADER. */
enum verdict header_response(struct query *q, uint32_t rule);

/** log: take the time before the query is answered. arg unused. */
enum verdict log_begin(struct query *q, uint32_t unused);

/** log: a line about the query and its reply. arg = SECTION_LOG. */
enum verdict log_account(struct query *q, uint32_t log);

/** hosts: answer from a table of names and addresses. arg = SECTION_HOSTS. */
enum verdict hosts_answer(struct query *q, uint32_t hosts);

/** local: names that begin with localhost are this machine. arg unused. */
enum verdict localhost_answer(struct query *q, uint32_t unused);

/** loadbalance: the addresses and MX of a reply in another order. arg = SECTION_BALANCE. */
enum verdict loadbalance_shape(struct query *q, uint32_t balance);

/** minimal: positive answers without authority and additional. arg unused. */
enum verdict minimal_shape(struct query *q, uint32_t unused);

/** file, auto: answer from the longest zone of a set. arg = zone set. RFC 1034 §4.3.2. */
enum verdict zone_answer(struct query *q, uint32_t set);

/** geoip with targets, before zone data: `names` and apexes. arg = SECTION_GEO. */
enum verdict target_first(struct query *q, uint32_t geo);

/** geoip with targets: answer with the cluster for the client's place. arg = SECTION_GEO. */
enum verdict target_answer(struct query *q, uint32_t geo);

/** residency: the cluster that law and taste give the client. arg = SECTION_POLICY. */
enum verdict residency_answer(struct query *q, uint32_t policy);

/** residency: TXT of class CH about policy and data. arg = SECTION_NAMEPLATE. */
enum verdict nameplate_answer(struct query *q, uint32_t plate);

/** whoami: no answer, but the client's address and port in additional. arg unused. */
enum verdict whoami_answer(struct query *q, uint32_t unused);

#endif
