/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets of a generation: one UDP socket per worker and one TCP listener per endpoint. */
#ifndef DNSD_SUPER_BINDING_H
#define DNSD_SUPER_BINDING_H

#include "base/errs.h"
#include "super/endpoint.h"

#include <stddef.h>
#include <stdint.h>

struct binding {
    struct endpoint endpoint; /* conf.id is set */
    int *udp_fds;             /* one per worker */
    int tcp_fd;
};

struct bindings {
    struct binding *list;
    size_t count;
    uint32_t nworkers;
    uint32_t next_id;
};

/**
 * The bindings for these endpoints: those of `old` that are still wanted (the descriptors are
 * shared with it) and new ones for the rest, bound and listening.
 *
 * old  NULL at the start; then the number of workers is `nworkers`, else as before
 * Returns NULL when one cannot be bound; every one that cannot is in errs, and none stays open.
 * Owns: bindings_drop().
 */
struct bindings *bindings_open(const struct bindings *old, const struct endpoint *endpoints,
                               size_t count, uint32_t nworkers, struct errs *errs);

/** Free bindings and close the sockets that `kept` (may be NULL) does not share. NULL is fine. */
void bindings_drop(struct bindings *bindings, const struct bindings *kept);

/** Whether a binding with this id is among them; false for NULL. */
bool bindings_have(const struct bindings *bindings, uint32_t id);

#endif
