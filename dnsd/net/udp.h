/* SPDX-License-Identifier: Apache-2.0 */
/* One worker's UDP socket of one address: batches in, batches out. */
#ifndef DNSD_NET_UDP_H
#define DNSD_NET_UDP_H

#include "base/channel.h"
#include "query/query.h"

#include <stdbool.h>

/* The packets of one batch: one per worker, shared by its sockets. */
struct udp_batch;

/* A socket that is read and answered. */
struct udp;

/** A worker's batch. Returns NULL without memory. Owns: the caller frees it. */
struct udp_batch *udp_batch_new(void);

/** Free the batch. NULL is fine. */
void udp_batch_free(struct udp_batch *batch);

/**
 * Make a bound socket one that udp_serve() answers.
 *
 * fd     stays the caller's; open until udp_close()
 * conf   copied
 * query  the worker's; query->image is what answers come from
 * Returns NULL without memory. Owns: the caller ends it with udp_close().
 */
struct udp *udp_open(int fd, const struct channel_listener *conf, struct query *query,
                     struct udp_batch *batch);

/** Take over the settings of a new generation. */
void udp_configure(struct udp *udp, const struct channel_listener *conf);

/** The socket, for poll(). */
int udp_fd(const struct udp *udp);

/**
 * Answer what waits in the socket now, but at most a few hundred packets. Never blocks.
 *
 * Returns whether it stopped for that: there may be more.
 */
bool udp_serve(struct udp *udp);

/** Free it; the descriptor can be closed then. NULL is fine. */
void udp_close(struct udp *udp);

#endif
