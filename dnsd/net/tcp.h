/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One worker's TCP: the listeners that it shares with the other workers, and its connections in
 * the order of their last query, so that the idlest can be told when there are too many.
 * Source: RFC 7766.
 */
#ifndef DNSD_NET_TCP_H
#define DNSD_NET_TCP_H

#include "base/channel.h"
#include "query/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct tcp;
struct tcp_listener;

/**
 * A worker's TCP side, without listeners.
 *
 * query  the worker's; query->image is what answers come from
 * cap    connections at a time; one more evicts the idlest
 * Returns NULL without memory. Owns: the caller frees it with tcp_free() once the loop has ended.
 */
struct tcp *tcp_new(uv_loop_t *loop, struct query *query, size_t cap);

/** Free it; its listeners and connections have been closed. NULL is fine. */
void tcp_free(struct tcp *tcp);

/**
 * Accept from a listening socket from now on.
 *
 * fd    stays the caller's; open until tcp_unlisten() or tcp_drain()
 * conf  copied
 * Returns NULL when the loop refused. Owns: the loop, until tcp_unlisten().
 */
struct tcp_listener *tcp_listen(struct tcp *tcp, int fd, const struct channel_listener *conf);

/** Take over the settings of a new generation, also for connections that are open. */
void tcp_configure(struct tcp_listener *listener, const struct channel_listener *conf);

/** Stop accepting and close the listener's connections. */
void tcp_unlisten(struct tcp_listener *listener);

/**
 * Finish: accept no more, let clients take what they asked for, close what is idle.
 *
 * grace_ms  after it the rest is closed; the loop ends by itself when all are
 */
void tcp_drain(struct tcp *tcp, uint32_t grace_ms);

/** Take over a connected socket as if it had been accepted. False: closed instead. */
bool tcp_take(struct tcp_listener *listener, int fd);

/** Connections that are open. */
size_t tcp_count(const struct tcp *tcp);

#endif
