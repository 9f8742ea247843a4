/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked up once for all queries that came together: the time, and how clusters are. */
#ifndef DNSD_QUERY_BATCH_H
#define DNSD_QUERY_BATCH_H

#include "image/standing.h"
#include "query/query.h"

#include <time.h>

/** Begin a batch: sets `now_s` and `states`. */
static inline void batch_begin(struct query *q)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    q->now_s = (uint64_t)now.tv_sec;
    q->states = q->standing == NULL ? NULL : standing_read(q->standing);
}

#endif
