/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The serving process: started, handed generations, and started anew whenever it ends.
 *
 * The sockets stay open here, so what clients send while there is no server waits in them.
 */
#ifndef DNSD_SUPER_HANDOVER_H
#define DNSD_SUPER_HANDOVER_H

#include "super/binding.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* What is handed over: the answers and the addresses. */
struct generation {
    uint32_t number;
    int image_fd; /* sealed */
    struct bindings *bindings;
};

struct handover_conf {
    const char *program; /* path of dnsd-serve */
    uint32_t nworkers;
    int ring_fd;  /* memfd of the log rings, one per worker */
    int wake_fd;  /* eventfd of their reader */
    int board_fd; /* the board of cluster states, to read */
};

/* Called on the loop; the texts live for the call. */
struct handover_calls {
    /* The offer was taken, or not (why): then the generation before it is still served. */
    void (*settled)(void *owner, bool adopted, const char *why);
    /* The process has ended after handover_stop(). */
    void (*ended)(void *owner);
    void *owner;
};

struct handover;

/** No process yet. Returns NULL without memory. Lives as long as the program. */
struct handover *handover_new(uv_loop_t *loop, const struct handover_conf *conf,
                              const struct handover_calls *calls);

/**
 * Hand a generation to the server (starting it if there is none); `settled` says how that ended.
 *
 * next  stays the caller's and stays as it is until it was not adopted, or until the one after it
 *       was adopted; no other offer may be under way
 */
void handover_offer(struct handover *handover, const struct generation *next);

/** Ask the process to finish within a grace; `ended` follows in any case. */
void handover_stop(struct handover *handover, uint32_t grace_ms);

/** Kill the process at once. */
void handover_kill(struct handover *handover);

#endif
