/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One TCP connection: what was read is answered at once with one write. What the client does not
 * take stops the reading, so a connection never holds more than one read and one write.
 */
#ifndef DNSD_NET_CONN_H
#define DNSD_NET_CONN_H

#include "base/channel.h"
#include "query/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct conn;

/* What the connections of a worker share: one is served at a time. */
struct conn_pool {
    uv_loop_t *loop;
    struct query *query;
    uint8_t *in;         /* CONN_IN_SIZE octets to read into */
    uint8_t *out;        /* FRAME_OUT_SIZE octets to collect replies in */
    struct conn *newest; /* by last query, linked both ways */
    struct conn *idlest;
    size_t count;
    bool draining; /* close each connection when it is idle */
};

/** Set up an empty pool. False without memory. */
bool conn_pool_init(struct conn_pool *pool, uv_loop_t *loop, struct query *query);

/** Free what the pool holds; it has no connections any more. */
void conn_pool_done(struct conn_pool *pool);

/**
 * Serve a connected socket.
 *
 * conf  the listener's settings; lives longer than the connection, may change
 * Owns: fd, closed with the connection or on failure (false).
 */
bool conn_open(struct conn_pool *pool, int fd, const struct channel_listener *conf);

/** Close a connection at once. */
void conn_close(struct conn *conn);

/** Close those whose time is up by uv_now(). */
void conn_sweep(struct conn_pool *pool);

/** Close those of one listener, or all when conf is NULL. */
void conn_close_all(struct conn_pool *pool, const struct channel_listener *conf);

/** From now on close connections that are idle; those that are now get a last moment. */
void conn_drain(struct conn_pool *pool);

#endif
