/* SPDX-License-Identifier: Apache-2.0 */
/* flood: loads a name server with a query mix and prints what it took; see README.md. */
#include <arpa/inet.h>
#include <getopt.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drive.h"
#include "usage.h"

enum { PIDS_MAX = 32 };

struct options {
    struct drive drive;
    struct mix mix;
    const char *server;
    uint16_t port;
    bool tcp;
    pid_t pids[PIDS_MAX];
    unsigned npids;
    int core; /* -1: anywhere */
};

static const char usage_text[] =
    "flood: loads a name server with a query mix and prints what it took\n"
    "  -s ADDRESS  server (127.0.0.1)         -p PORT     its port (5300)\n"
    "  -n COUNT    queries (100000)           -w WINDOW   out at a time, per stream (64)\n"
    "  -q TYPE:NAME[:COUNT[+FIRST]]  a question; # in NAME becomes one of COUNT numbers; "
    "repeatable\n"
    "  -e SIZE     EDNS with this size        -d          with DO\n"
    "  -c 4|6|46   with ECS, a random /24 or /56\n"
    "  -t STREAMS  over TCP, pipelined        -r SEED     of the mix (1)\n"
    "  -C CORE     pin to a core              -P PID      server whose CPU to measure; repeatable\n"
    "  -b          in bursts: a window at a time, when all are answered\n"
    "  -W MS       silence that means lost (2000)\n";

static bool read_option(struct options *options, int letter, const char *value)
{
    struct drive *drive = &options->drive;
    unsigned long number = value == NULL ? 0 : strtoul(value, NULL, 10);
    switch (letter) {
    case 's':
        options->server = value;
        return true;
    case 'p':
        options->port = (uint16_t)number;
        return number > 0 && number < 65536;
    case 'n':
        drive->count = number;
        return number > 0;
    case 'w':
        drive->window = (unsigned)number;
        return number > 0 && number <= 8192;
    case 'b':
        drive->in_bursts = true;
        return true;
    case 'q':
        return mix_add(&options->mix, value);
    case 'e':
        options->mix.edns_size = (uint16_t)number;
        return number < 65536;
    case 'd':
        options->mix.dnssec_ok = true;
        return true;
    case 'c':
        options->mix.ecs = number == 4 ? MIX_ECS_V4 : number == 6 ? MIX_ECS_V6 : MIX_ECS_BOTH;
        return number == 4 || number == 6 || number == 46;
    case 't':
        options->tcp = true;
        drive->nstreams = (unsigned)number;
        return number > 0 && number <= DRIVE_STREAMS_MAX;
    case 'r':
        options->mix.random = number * 0x9E3779B97F4A7C15U + 1;
        return number > 0;
    case 'C':
        options->core = (int)number;
        return true;
    case 'P':
        options->pids[options->npids++ % PIDS_MAX] = (pid_t)number;
        return options->npids <= PIDS_MAX;
    case 'W':
        drive->patience_ms = (int)number;
        return number > 0;
    default:
        return false;
    }
}

static bool read_options(struct options *options, int argc, char **argv)
{
    int letter;
    while ((letter = getopt(argc, argv, "s:p:n:w:bq:e:dc:t:r:C:P:W:")) != -1) {
        if (!read_option(options, letter, optarg)) {
            if (letter != '?') {
                fprintf(stderr, "flood: -%c cannot be '%s'\n", letter, optarg);
            }
            fputs(usage_text, stderr);
            return false;
        }
    }
    struct sockaddr_in *v4 = (struct sockaddr_in *)&options->drive.server;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&options->drive.server;
    if (inet_pton(AF_INET, options->server, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(options->port);
        options->drive.server_len = sizeof(*v4);
    } else if (inet_pton(AF_INET6, options->server, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(options->port);
        options->drive.server_len = sizeof(*v6);
    }
    if (options->mix.npatterns == 0 || options->drive.server_len == 0) {
        fputs(usage_text, stderr);
        return false;
    }
    return true;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static struct usage measure(const struct options *options)
{
    struct usage usage = {0};
    for (unsigned i = 0; i < options->npids; i++) {
        usage_add(&usage, options->pids[i]);
    }
    return usage;
}

static void print_tally(const struct tally *tally, double seconds)
{
    double received = tally->received > 0 ? (double)tally->received : 1;
    uint64_t other = tally->received - tally->rcodes[0] - tally->rcodes[3];
    printf("sent=%" PRIu64 " received=%" PRIu64 " lost=%" PRIu64 " stray=%" PRIu64, tally->sent,
           tally->received, tally->lost, tally->stray);
    printf(" noerror=%" PRIu64 " nxdomain=%" PRIu64 " other=%" PRIu64 " truncated=%" PRIu64,
           tally->rcodes[0], tally->rcodes[3], other, tally->truncated);
    printf(" answers=%.3f octets=%.1f seconds=%.4f qps=%.0f", (double)tally->records / received,
           (double)tally->octets / received, seconds, (double)tally->received / seconds);
}

static void print_usage(struct usage before, struct usage after, uint64_t received)
{
    double scale = 1e6 / (received > 0 ? (double)received : 1);
    printf(" cpu_us=%.4f user_us=%.3f system_us=%.3f", (after.total_s - before.total_s) * scale,
           (after.user_s - before.user_s) * scale, (after.system_s - before.system_s) * scale);
}

static int run(struct options *options)
{
    struct tally *tally = calloc(1, sizeof(*tally));
    if (tally == NULL) {
        return 2;
    }
    options->drive.mix = &options->mix;
    options->drive.tally = tally;
    struct usage before = measure(options);
    double start_s = now_s();
    bool good = options->tcp ? drive_tcp(&options->drive) : drive_udp(&options->drive);
    double seconds = now_s() - start_s;
    struct usage after = measure(options);
    print_tally(tally, seconds);
    if (options->npids > 0) {
        print_usage(before, after, tally->received);
    }
    putchar('\n');
    good = good && tally->lost == 0 && tally->stray == 0 &&
           tally->rcodes[0] + tally->rcodes[3] == tally->received;
    free(tally);
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct options options = {
        .drive = {.count = 100000, .window = 64, .patience_ms = 2000},
        .mix = {.random = 0x9E3779B97F4A7C15U},
        .server = "127.0.0.1",
        .port = 5300,
        .core = -1,
    };
    if (!read_options(&options, argc, argv)) {
        return 2;
    }
    if (options.core >= 0) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET((unsigned)options.core, &cores);
        sched_setaffinity(0, sizeof(cores), &cores);
    }
    return run(&options);
}
