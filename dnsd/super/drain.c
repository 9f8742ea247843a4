/* SPDX-License-Identifier: Apache-2.0 */
#include "super/drain.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct drain {
    int fd;
    int ring_fd;
    int wake_fd;
    size_t nrings;
    struct ring **rings; /* as the reader */
    uint64_t *lost;      /* of each ring: what was said already */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t idle; /* signalled whenever the rings were found empty */
};

/* Write everything, whether the descriptor blocks or not. False: nobody reads it any more. */
static bool write_all(int fd, struct bytes part)
{
    while (part.len > 0) {
        ssize_t len = write(fd, part.at, part.len);
        if (len < 0 && errno == EAGAIN) {
            struct pollfd poller = {.fd = fd, .events = POLLOUT};
            poll(&poller, 1, -1);
        } else if (len < 0 && errno != EINTR) {
            return false;
        } else if (len > 0) {
            part.at += len;
            part.len -= (size_t)len;
        }
    }
    return true;
}

static void tell_lost(struct drain *drain, size_t i, uint64_t lost)
{
    if (lost != drain->lost[i]) {
        char line[80];
        int len = snprintf(line, sizeof(line), "[WARNING] %llu log lines were dropped\n",
                           (unsigned long long)(lost - drain->lost[i]));
        write_all(drain->fd, (struct bytes){(const uint8_t *)line, (size_t)len});
        drain->lost[i] = lost;
    }
}

/* Returns whether anything was there. */
static bool empty_all(struct drain *drain)
{
    bool any = false;
    for (size_t i = 0; i < drain->nrings; i++) {
        struct bytes parts[2];
        uint64_t lost = ring_lost(drain->rings[i]); /* first: then `parts` has all put before it */
        size_t len = ring_peek(drain->rings[i], parts);
        if (len > 0) {
            any = true;
            if (write_all(drain->fd, parts[0])) {
                write_all(drain->fd, parts[1]);
            }
            ring_drop(drain->rings[i], len);
        }
        tell_lost(drain, i, lost);
    }
    return any;
}

static void sleep_until_woken(struct drain *drain)
{
    for (size_t i = 0; i < drain->nrings; i++) {
        ring_sleep(drain->rings[i]);
    }
    if (empty_all(drain)) { /* a line came before the writer could see that we sleep */
        return;
    }
    pthread_mutex_lock(&drain->mutex);
    pthread_cond_broadcast(&drain->idle);
    pthread_mutex_unlock(&drain->mutex);

    struct pollfd poller = {.fd = drain->wake_fd, .events = POLLIN};
    uint64_t count;
    poll(&poller, 1, -1);
    if (read(drain->wake_fd, &count, sizeof(count)) < 0) {
        return; /* interrupted: look anyway */
    }
}

static void *run(void *arg)
{
    struct drain *drain = arg;
    for (;;) {
        if (!empty_all(drain)) {
            sleep_until_woken(drain);
        }
    }
    return NULL;
}

struct drain *drain_new(int fd, size_t nrings)
{
    struct drain *drain = calloc(1, sizeof(*drain));
    if (drain == NULL) {
        return NULL;
    }
    drain->fd = fd;
    drain->nrings = nrings;
    drain->ring_fd = ring_memfd(nrings);
    drain->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    drain->rings = calloc(nrings, sizeof(struct ring *));
    drain->lost = calloc(nrings, sizeof(*drain->lost));
    if (drain->ring_fd < 0 || drain->wake_fd < 0 || drain->rings == NULL || drain->lost == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < nrings; i++) {
        drain->rings[i] = ring_new(drain->ring_fd, i, drain->wake_fd);
        if (drain->rings[i] == NULL) {
            return NULL;
        }
    }
    pthread_mutex_init(&drain->mutex, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&drain->idle, &clock);
    errno = pthread_create(&drain->thread, NULL, run, drain);
    return errno == 0 ? drain : NULL;
}

int drain_ring_fd(const struct drain *drain)
{
    return drain->ring_fd;
}

int drain_wake_fd(const struct drain *drain)
{
    return drain->wake_fd;
}

struct ring *drain_writer(const struct drain *drain, size_t index)
{
    return ring_new(drain->ring_fd, index, drain->wake_fd);
}

static bool all_empty(const struct drain *drain)
{
    for (size_t i = 0; i < drain->nrings; i++) {
        if (!ring_is_empty(drain->rings[i])) {
            return false;
        }
    }
    return true;
}

void drain_flush(struct drain *drain, uint32_t limit_ms)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += limit_ms / 1000;
    end.tv_nsec += (long)(limit_ms % 1000) * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&drain->mutex);
    while (!all_empty(drain) && pthread_cond_timedwait(&drain->idle, &drain->mutex, &end) == 0) {
    }
    pthread_mutex_unlock(&drain->mutex);
}
