/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps, one function and one file per word of the Corefile that acts on queries.
 *
 * Each takes the query and image_step.arg, and says what happens next (enum verdict).
 */
#ifndef DNSD_STEP_STEPS_H
#define DNSD_STEP_STEPS_H

#include "query/query.h"

/** file, auto: answer from the longest zone of a set. arg = zone set. RFC 1034 §4.3.2. */
enum verdict zone_answer(struct query *q, uint32_t set);

/** geoip with targets, before zone data: `names` and apexes. arg = SECTION_GEO. */
enum verdict geo_first(struct query *q, uint32_t geo);

/** geoip with targets: answer with the cluster for the client's place. arg = SECTION_GEO. */
enum verdict geo_answer(struct query *q, uint32_t geo);

/** whoami: no answer, but the client's address and port in additional. arg unused. */
enum verdict whoami_answer(struct query *q, uint32_t unused);

#endif
