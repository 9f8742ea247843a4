/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that writes what is in log rings to a descriptor, however slow that is. */
#ifndef DNSD_SUPER_DRAIN_H
#define DNSD_SUPER_DRAIN_H

#include "base/ring.h"

#include <stddef.h>
#include <stdint.h>

struct drain;

/**
 * Start draining `nrings` new rings to `fd`.
 *
 * Returns NULL (and errno) when the machine refused. Lives as long as the program.
 */
struct drain *drain_new(int fd, size_t nrings);

/** The memfd of the rings and the eventfd that wakes the thread, to hand to writers. */
int drain_ring_fd(const struct drain *drain);
int drain_wake_fd(const struct drain *drain);

/** A ring as this process's writer sees it. The caller frees it. */
struct ring *drain_writer(const struct drain *drain, size_t index);

/** Wait until all that is in the rings is written, but not longer than this. */
void drain_flush(struct drain *drain, uint32_t limit_ms);

#endif
