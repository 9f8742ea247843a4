/* SPDX-License-Identifier: Apache-2.0 */
/* One thread that serves: a loop with its own UDP sockets and a share of the TCP connections. */
#ifndef DNSD_NET_WORKER_H
#define DNSD_NET_WORKER_H

#include "base/ring.h"
#include "net/serving.h"
#include "query/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct worker;

struct worker_conf {
    uint32_t index;            /* which of serving_listener.udp_fds is its own */
    size_t tcp_cap;            /* TCP connections at a time */
    const struct board *board; /* cluster states; may be NULL; stays the caller's */
    struct ring *log;          /* where its lines go; may be NULL; stays the caller's */
    step_run *const *steps;    /* the program's table */
    const char *host_name;     /* for NSID and chaos; lives as long as the worker */
};

/**
 * Start a thread that waits for something to serve.
 *
 * Returns NULL when the machine refused. Owns: the caller frees it with worker_free().
 */
struct worker *worker_new(const struct worker_conf *conf);

/**
 * Change over to a generation, between two batches; waits until it is done.
 *
 * next  const from now on; stays the caller's. When all workers have adopted the next one, this
 *       one's image can be unmapped and its sockets closed.
 * Returns false when it cannot be served (no memory, a socket is refused): then the worker is in
 * no usable state, and the process should end.
 */
bool worker_adopt(struct worker *worker, const struct serving *next);

/** Start to finish: answer what waits, then end as tcp_drain() says. Does not wait. */
void worker_stop(struct worker *worker, uint32_t grace_ms);

/** Wait for the end of the thread after worker_stop(), and free it. NULL is fine. */
void worker_free(struct worker *worker);

#endif
