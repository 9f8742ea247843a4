/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The board: what is known and ordered of clusters now, in memory that processes share.
 *
 *     memfd:  | magic, version, slots, generation | slot | slot | ...   fixed size
 *     slot:   | length of the name | health | order | name |           found by the name's hash
 *
 * The supervisor makes it once and gives each cluster of an image a slot by its name; the slot
 * stays the name's for as long as the supervisor lives, through reloads and new servers. Who looks
 * at clusters writes their health, operators their orders; the server only reads. Two policies that
 * name a cluster alike mean the same cluster.
 *
 * Nothing on it is believed: a word out of range is one that was never written, and the states that
 * come of it (image/standing.h) can remove a cluster from a decision or move it to the end, no
 * more.
 */
#ifndef DNSD_IMAGE_BOARD_H
#define DNSD_IMAGE_BOARD_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BOARD_SLOTS = 4096,                    /* a power of two */
    BOARD_NAMES_MAX = BOARD_SLOTS / 4 * 3, /* a search ends soon */
    BOARD_NAME_MAX = 63,                   /* octets: the longest name that a policy may give */
    BOARD_NO_SLOT = BOARD_SLOTS
};

/* How a cluster is. */
enum board_health { BOARD_UNKNOWN, BOARD_UP, BOARD_DOWN, BOARD_HEALTHS };

/* What operators want of it; overrides the policy's `state`. */
enum board_order { BOARD_AS_POLICY, BOARD_ACTIVE, BOARD_DRAIN, BOARD_OFF, BOARD_ORDERS };

struct board_state {
    enum board_health health;
    enum board_order order;
};

struct board;

/** A memfd with an empty board, sealed against resizing; -1 and errno when refused. */
int board_memfd(void);

/** The same board for a process that only reads it; -1 when it cannot be opened so. */
int board_readonly(int memfd);

/**
 * Map a board.
 *
 * write  also to change it
 * Returns NULL when the machine refused, or it is none of board_memfd() of this version.
 * Owns: the caller frees it with board_free(); the descriptor stays the caller's.
 * Threads: any number of readers and of writers of states; one adds names.
 */
struct board *board_map(int memfd, bool write);

/** Unmap. NULL is fine. */
void board_free(struct board *board);

/** A number that moves after every change: one acquiring read. */
uint64_t board_generation(const struct board *board);

/** The slot of a cluster's name; BOARD_NO_SLOT = it has none. */
uint32_t board_find(const struct board *board, struct bytes name);

/**
 * The slot of a cluster's name, a new one if it has none.
 *
 * Returns BOARD_NO_SLOT when BOARD_NAMES_MAX names have one, or for a name of a wrong length.
 */
uint32_t board_add(struct board *board, struct bytes name);

/** What a slot says; for BOARD_NO_SLOT: unknown, as the policy says. */
struct board_state board_state(const struct board *board, uint32_t slot);

/** Note how the cluster of a slot is. */
void board_set_health(struct board *board, uint32_t slot, enum board_health health);

/** Note what operators want of the cluster of a slot. */
void board_set_order(struct board *board, uint32_t slot, enum board_order order);

#endif
