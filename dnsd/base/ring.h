/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log ring: whole lines from one writer to one reader through shared memory, never waiting.
 *
 *     memfd:  | control | RING_SIZE octets | control | RING_SIZE octets | ...   one per writer
 *
 * The writer copies a line behind `head` and then moves `head`, so the reader sees whole lines
 * only, also when the writer dies in the middle of one. A line that finds no room is counted and
 * dropped. The reader is told through an eventfd, and only when it said that it sleeps.
 */
#ifndef DNSD_BASE_RING_H
#define DNSD_BASE_RING_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RING_SIZE = 1024 * 1024 }; /* octets per writer: pages are used once they are written */

struct ring;

/** A memfd with `nrings` empty rings, sealed against resizing; -1 and errno when refused. */
int ring_memfd(size_t nrings);

/**
 * Map one ring of a memfd.
 *
 * wake_fd  the reader's eventfd; stays the caller's
 * Returns NULL when the machine refused or the memfd is not one of ring_memfd().
 * Owns: the caller frees it with ring_free(). Threads: one writer and one reader, each with its
 * own struct ring or both with the same.
 */
struct ring *ring_new(int memfd, size_t index, int wake_fd);

/** Unmap. NULL is fine. What was not read stays in the memfd. */
void ring_free(struct ring *ring);

/** Writer: append a line, its newline included. False when it was dropped (and counted). */
bool ring_put(struct ring *ring, const char *line, size_t len);

/** Reader: what is there, as at most two parts because of the ring's end. Returns the octets. */
size_t ring_peek(struct ring *ring, struct bytes parts[2]);

/** Reader: forget the first `len` octets of what ring_peek() showed. */
void ring_drop(struct ring *ring, size_t len);

/** Reader: ask for a wake-up at the next line, then look again before sleeping. */
void ring_sleep(struct ring *ring);

/** Whether the reader has taken all that was put. Threads: any. */
bool ring_is_empty(const struct ring *ring);

/** Lines dropped since the ring was made. */
uint64_t ring_lost(const struct ring *ring);

#endif
