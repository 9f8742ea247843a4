/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets that the supervisor handed over, by the id of their listener. */
#ifndef DNSD_SERVE_SOCKETS_H
#define DNSD_SERVE_SOCKETS_H

#include "base/channel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockets;

/** An empty set for so many workers; NULL without memory. Owns: sockets_free(). */
struct sockets *sockets_new(uint32_t nworkers);

/** Take a socket over. False: a second one of its kind, or no memory; then it is closed. */
bool sockets_add(struct sockets *sockets, const struct channel_socket *which, int fd);

/**
 * The UDP sockets of a listener, one per worker, and its TCP socket in *tcp_fd.
 *
 * Returns NULL when one is missing. They stay where they are until sockets_keep() closes them.
 */
const int *sockets_of(const struct sockets *sockets, uint32_t id, int *tcp_fd);

/** Close the sockets of all listeners but these. */
void sockets_keep(struct sockets *sockets, const uint32_t *ids, size_t nids);

/** Close all of them. NULL is fine. */
void sockets_free(struct sockets *sockets);

#endif
