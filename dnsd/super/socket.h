/* SPDX-License-Identifier: Apache-2.0 */
/* Making one socket that DNS is served on. */
#ifndef DNSD_SUPER_SOCKET_H
#define DNSD_SUPER_SOCKET_H

#include "super/endpoint.h"

#include <stdbool.h>

/* How a socket may share its address with others. */
enum socket_share {
    SOCKET_ALONE, /* fails when anybody else has the address: the first of its kind */
    SOCKET_SHARED /* beside sockets of ours that have the address or a part of it */
};

/**
 * A bound UDP socket.
 *
 * Returns -1 and errno when refused. In either case others can be bound beside it later.
 */
int socket_udp(const struct endpoint *endpoint, enum socket_share share);

/** A bound and listening TCP socket; else the same. */
int socket_tcp(const struct endpoint *endpoint, enum socket_share share);

#endif
