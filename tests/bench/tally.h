/* SPDX-License-Identifier: Apache-2.0 */
/* What came back: replies counted by rcode, each matched with a query that waits for it. */
#ifndef BENCH_TALLY_H
#define BENCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally {
    uint8_t waiting[65536]; /* by message id: 1 while a query is out */
    uint64_t rcodes[16];
    uint64_t sent;
    uint64_t received;
    uint64_t lost;      /* given up after the time limit */
    uint64_t stray;     /* no response to a query that waits: runt, query, wrong id */
    uint64_t truncated; /* TC set */
    uint64_t records;   /* in answer sections */
    uint64_t octets;
};

/** The id for the next query; it waits from now on. */
uint16_t tally_send(struct tally *tally);

/** Count one message that came. */
void tally_receive(struct tally *tally, const uint8_t *message, size_t len);

/** Queries that wait for their reply. */
uint64_t tally_waiting(const struct tally *tally);

/** Give up on all that wait. */
void tally_give_up(struct tally *tally);

#endif
