/* SPDX-License-Identifier: Apache-2.0 */
/* The processor time that processes, with all their threads, have used. */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include <stdbool.h>
#include <sys/types.h>

struct usage {
    double user_s;   /* to the clock tick, 10 ms */
    double system_s; /* to the clock tick, 10 ms */
    double total_s;  /* to the nanosecond, from the scheduler, for threads that live */
};

/** Add the processor time of one process. Returns false when there is no such process. */
bool usage_add(struct usage *usage, pid_t pid);

#endif
