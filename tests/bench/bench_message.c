/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading one query costs, in instructions:
 *
 *     valgrind --tool=callgrind --toggle-collect=message_parse build/tests/bench/bench-message N
 *
 * reads N queries for www.example.com A with OPT and a client-subnet option; the total divided by
 * N is the figure. Without valgrind it prints nanoseconds per query.
 */
#include "wire/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const uint8_t query[] = {
    0x12, 0x34, 0x01, 0x00, 0,   1,  0,   0,   0,   0, 0, 1, 3,  'w', 'W', 'w', 7,  'e', 'x',
    'a',  'm',  'p',  'l',  'e', 3,  'c', 'o', 'm', 0, 0, 1, 0,  1,   0,   0,   41, 4,   208,
    0,    0,    0,    0,    0,   11, 0,   8,   0,   7, 0, 1, 24, 0,   192, 0,   2,
};

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 10000000;
    struct bytes packet = {.at = query, .len = sizeof(query)};
    static struct message msg;
    enum rcode rcode = RCODE_NOERROR;
    double start_ns = now_ns();
    for (long i = 0; i < rounds; i++) {
        if (message_parse(packet, &msg, &rcode) != VERDICT_NEXT || !msg.has_ecs) {
            fputs("the query was not read\n", stderr);
            return 1;
        }
    }
    printf("%.1f ns per query\n", (now_ns() - start_ns) / (double)rounds);
    return 0;
}
