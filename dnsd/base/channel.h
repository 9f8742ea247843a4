/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The channel between supervisor and server: a SOCK_SEQPACKET pair, one fixed-size message per
 * packet, descriptors beside it.
 *
 *     supervisor                                server
 *     START   threads, log rings, board (3 fds) →
 *     BEGIN   a generation begins           →
 *     LISTENER one address, its settings    →   one per address, all of the generation
 *     SOCKET  one of its sockets (1 fd)     →   only those that this server does not have yet
 *     IMAGE   what to answer from (1 fd)    →   maps, checks, every worker changes over
 *                                           ←   ADOPTED, or REFUSED: the old generation stays
 *     STOP    finish, within a grace        →   exits
 *
 * The end of the channel is the end of the server. Anything unknown is refused.
 */
#ifndef DNSD_BASE_CHANNEL_H
#define DNSD_BASE_CHANNEL_H

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHANNEL_VERSION = 2,
    CHANNEL_FDS_MAX = 3,    /* descriptors beside one message */
    CHANNEL_WHY_SIZE = 200, /* octets of a reason with its NUL */
    CHANNEL_LISTENERS_MAX = 4096,
    CHANNEL_WORKERS_MAX = 1024 /* multisocket's maximum */
};

enum channel_kind {
    CHANNEL_START = 1,
    CHANNEL_BEGIN,
    CHANNEL_LISTENER,
    CHANNEL_SOCKET,
    CHANNEL_IMAGE,
    CHANNEL_STOP,
    CHANNEL_ADOPTED,
    CHANNEL_REFUSED,
    CHANNEL_KIND_END
};

/* An address that is served, and how. */
struct channel_listener {
    uint64_t groups;      /* bit n: the blocks of listen group n are asked here */
    uint32_t id;          /* stays the same from generation to generation */
    uint32_t read_ms;     /* TCP: time for a whole message after its first octet */
    uint32_t write_ms;    /* TCP: time for the client to take what was written */
    uint32_t idle_ms;     /* TCP: time between messages */
    uint32_t max_queries; /* on one TCP connection; 0 = unlimited */
    uint16_t port;
    struct addr addr; /* what it is bound to */
    bool wildcard;    /* bound to every address of the family: packets say which was asked */
};

struct channel_start {
    uint32_t workers;
};

/* Which generation BEGIN, IMAGE, ADOPTED and REFUSED speak of. */
struct channel_generation {
    uint32_t number;
    bool checked; /* IMAGE: a server has checked these sealed octets before and adopted them */
    uint32_t listeners;         /* BEGIN: how many LISTENER messages follow */
    char why[CHANNEL_WHY_SIZE]; /* REFUSED: for the operator */
};

enum { CHANNEL_TCP = UINT16_MAX }; /* channel_socket.worker: the listener, shared by all */

struct channel_socket {
    uint32_t listener; /* its id */
    uint32_t worker;   /* whose UDP socket it is, or CHANNEL_TCP */
};

struct channel_stop {
    uint32_t grace_ms; /* how long TCP clients may take what they asked for */
};

struct channel_message {
    uint32_t version; /* CHANNEL_VERSION */
    uint32_t kind;    /* enum channel_kind: says which member is set */
    union {
        struct channel_start start;
        struct channel_generation generation;
        struct channel_listener listener;
        struct channel_socket socket;
        struct channel_stop stop;
    };
};

enum channel_result {
    CHANNEL_GOT,    /* a message */
    CHANNEL_EMPTY,  /* none is waiting (non-blocking descriptors) */
    CHANNEL_CLOSED, /* the other side is gone */
    CHANNEL_BAD     /* not a message of this version: give the channel up */
};

/** A message of one kind, all else zero. */
struct channel_message channel_message(enum channel_kind kind);

/**
 * Send one message with as many descriptors as its kind has.
 *
 * Waits at most 5 s for a full channel. Returns false (and errno) when it could not be sent.
 */
bool channel_send(int fd, const struct channel_message *message, const int *fds);

/**
 * Take the next message.
 *
 * out, fds  written only for CHANNEL_GOT; fds has CHANNEL_FDS_MAX elements, those that the kind
 *           does not have are -1
 * Owns: the descriptors become the caller's.
 */
enum channel_result channel_recv(int fd, struct channel_message *out, int *fds);

#endif
