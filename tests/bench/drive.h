/* SPDX-License-Identifier: Apache-2.0 */
/* Sending a mix to a server, in a closed loop: a new query goes out when a reply came in. */
#ifndef BENCH_DRIVE_H
#define BENCH_DRIVE_H

#include <netinet/in.h>
#include <stdbool.h>

#include "mix.h"
#include "tally.h"

enum { DRIVE_BATCH = 32, DRIVE_STREAMS_MAX = 256 };

struct drive {
    struct sockaddr_storage server;
    socklen_t server_len;
    uint64_t count;      /* queries to send */
    unsigned window;     /* queries out at a time; per stream with TCP */
    bool in_bursts;      /* UDP: a whole window at a time, when all are answered */
    unsigned nstreams;   /* TCP connections */
    int patience_ms;     /* silence after which what is out counts as lost */
    struct mix *mix;     /* the caller's */
    struct tally *tally; /* the caller's */
};

/** Send over one UDP socket with sendmmsg and recvmmsg. Returns false when the socket fails. */
bool drive_udp(const struct drive *drive);

/** Send pipelined over TCP streams, RFC 7766 §6.2.1.1. Returns false when a stream fails. */
bool drive_tcp(const struct drive *drive);

#endif
