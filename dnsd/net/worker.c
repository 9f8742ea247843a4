/* SPDX-License-Identifier: Apache-2.0 */
#include "net/worker.h"

#include "image/standing.h"
#include "net/tcp.h"
#include "net/udp.h"
#include "query/consolidate.h"

#include <assert.h>
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <uv.h>

enum { TICK_MS = 1000 };

/* One address as this worker has it open. */
struct door {
    uint32_t id;
    struct udp *udp;
    struct tcp_listener *tcp;
};

struct worker {
    struct worker_conf conf;
    uv_thread_t thread;
    uv_loop_t loop;
    uv_timer_t tick; /* runs while the image has errors to count */
    uv_async_t wake; /* the main thread left a word in `next` or `stop` */
    struct query query;
    struct udp_batch *batch;
    struct tcp *tcp;
    struct door *doors; /* those of the adopted generation, in its order */
    size_t ndoors;
    struct pollfd *waits; /* the loop's descriptor, then each door's UDP socket */

    /* between the main thread and this one */
    const struct serving *_Atomic next;
    _Atomic uint32_t stop_grace_ms; /* 0 = go on */
    sem_t adopted;                  /* posted for each `next` that was taken */
    bool adopted_well;              /* written before the post, read after it */
};

static struct door *find_door(struct worker *worker, uint32_t id)
{
    for (size_t i = 0; i < worker->ndoors; i++) {
        if (worker->doors[i].id == id) {
            return &worker->doors[i];
        }
    }
    return NULL;
}

static bool open_door(struct worker *worker, const struct serving_listener *listener,
                      struct door *door)
{
    door->id = listener->conf.id;
    door->udp = udp_open(listener->udp_fds[worker->conf.index], &listener->conf, &worker->query,
                         worker->batch);
    door->tcp = tcp_listen(worker->tcp, listener->tcp_fd, &listener->conf);
    return door->udp != NULL && door->tcp != NULL;
}

static void close_door(struct door *door)
{
    udp_close(door->udp);
    if (door->tcp != NULL) {
        tcp_unlisten(door->tcp);
    }
    *door = (struct door){.id = door->id};
}

/* Fill in what to wait for. A door without its UDP socket has -1, which poll() passes over. */
static bool watch_doors(struct worker *worker)
{
    free(worker->waits);
    worker->waits = calloc(worker->ndoors + 1, sizeof(*worker->waits));
    if (worker->waits == NULL) {
        return false;
    }
    worker->waits[0] = (struct pollfd){.fd = uv_backend_fd(&worker->loop), .events = POLLIN};
    for (size_t i = 0; i < worker->ndoors; i++) {
        const struct udp *udp = worker->doors[i].udp;
        worker->waits[1 + i] =
            (struct pollfd){.fd = udp == NULL ? -1 : udp_fd(udp), .events = POLLIN};
    }
    return true;
}

/* Open what is new, pass on new settings, close what is gone. */
static bool change_doors(struct worker *worker, const struct serving *next)
{
    struct door *doors = calloc(next->nlisteners + 1, sizeof(*doors));
    bool well = doors != NULL;
    for (size_t i = 0; well && i < next->nlisteners; i++) {
        const struct serving_listener *listener = &next->listeners[i];
        struct door *old = find_door(worker, listener->conf.id);
        if (old == NULL) {
            well = open_door(worker, listener, &doors[i]);
            continue;
        }
        doors[i] = *old;
        *old = (struct door){.id = old->id};
        udp_configure(doors[i].udp, &listener->conf);
        tcp_configure(doors[i].tcp, &listener->conf);
    }
    for (size_t i = 0; i < worker->ndoors; i++) {
        close_door(&worker->doors[i]);
    }
    free(worker->doors);
    worker->doors = doors;
    worker->ndoors = doors == NULL ? 0 : next->nlisteners;
    return watch_doors(worker) && well;
}

/* The last packets that were sent to us are answered, then the UDP sockets are let go. */
static void begin_end(struct worker *worker, uint32_t grace_ms)
{
    for (size_t i = 0; i < worker->ndoors; i++) {
        udp_serve(worker->doors[i].udp);
        udp_close(worker->doors[i].udp);
        worker->doors[i].udp = NULL;
        worker->waits[1 + i].fd = -1;
    }
    tcp_drain(worker->tcp, grace_ms);
    uv_close((uv_handle_t *)&worker->wake, NULL);
    consolidate_flush(&worker->query, true);
    uv_close((uv_handle_t *)&worker->tick, NULL);
}

static void on_tick(uv_timer_t *tick)
{
    struct worker *worker = tick->data;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    worker->query.now_s = (uint64_t)now.tv_sec;
    consolidate_flush(&worker->query, false);
}

/* The states of the clusters of another image. */
static bool take_standing(struct worker *worker, const struct image *image)
{
    struct query *query = &worker->query;
    standing_free(query->standing);
    query->standing = NULL;
    query->states = NULL;
    if (worker->conf.board == NULL || image->count[SECTION_POLICY] == 0) {
        return true;
    }
    query->standing = standing_new(image, worker->conf.board);
    return query->standing != NULL;
}

/* Answer from another image; what was counted by the rules of the one before is told first. */
static bool take_image(struct worker *worker, const struct serving *next)
{
    consolidate_flush(&worker->query, true);
    worker->query.image = &next->image;
    worker->query.patterns = next->patterns;
    if (next->image.count[SECTION_ERROR_RULE] > 0) {
        uv_timer_start(&worker->tick, on_tick, TICK_MS, TICK_MS);
    } else {
        uv_timer_stop(&worker->tick);
    }
    return take_standing(worker, &next->image);
}

static void on_wake(uv_async_t *wake)
{
    struct worker *worker = wake->data;
    const struct serving *next = atomic_exchange(&worker->next, NULL);
    if (next != NULL) {
        bool taken = take_image(worker, next);
        worker->adopted_well = change_doors(worker, next) && taken;
        sem_post(&worker->adopted);
    }
    uint32_t grace_ms = atomic_load(&worker->stop_grace_ms);
    if (grace_ms != 0) {
        begin_end(worker, grace_ms);
    }
}

/* Answer the sockets that have something; returns whether one of them has more. */
static bool serve_doors(struct worker *worker)
{
    bool more = false;
    for (size_t i = 0; i < worker->ndoors; i++) {
        if (worker->waits[1 + i].revents != 0) {
            more = udp_serve(worker->doors[i].udp) || more;
        }
    }
    return more;
}

/*
 * The UDP sockets are outside of libuv's epoll: a socket in an epoll set calls back into it for
 * every packet that comes or has gone, waiting or not (0.15 us of the 2.0 us that a query takes).
 * poll() costs only when it is called, and busy sockets are not polled: libuv's descriptor is one
 * of those that it waits for.
 */
static void run(void *arg)
{
    struct worker *worker = arg;
    bool more = false;
    while (uv_loop_alive(&worker->loop)) {
        uv_update_time(&worker->loop);
        int timer_ms = uv_backend_timeout(&worker->loop);
        int ready = poll(worker->waits, (nfds_t)(worker->ndoors + 1), more ? 0 : timer_ms);
        more = ready > 0 && serve_doors(worker);
        if (timer_ms == 0 || ready == 0 || worker->waits[0].revents != 0) {
            uv_run(&worker->loop, UV_RUN_NOWAIT);
        }
    }
}

/* Something that differs from worker to worker, never 0. */
static uint64_t seed(void)
{
    uint64_t random = 0;
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random)) {
        random = uv_hrtime(); /* just after boot: orders of addresses are no secret */
    }
    return random | 1;
}

struct worker *worker_new(const struct worker_conf *conf)
{
    struct worker *worker = calloc(1, sizeof(*worker));
    if (worker == NULL || uv_loop_init(&worker->loop) != 0) {
        free(worker);
        return NULL;
    }
    worker->conf = *conf;
    worker->query.ring = conf->log;
    worker->query.steps = conf->steps;
    worker->query.host_name = conf->host_name;
    worker->query.random = seed();
    worker->query.patterns_room = patterns_room_new();
    worker->batch = udp_batch_new();
    worker->tcp = tcp_new(&worker->loop, &worker->query, conf->tcp_cap);
    worker->wake.data = worker;
    worker->tick.data = worker;
    sem_init(&worker->adopted, 0, 0); /* cannot fail */
    if (worker->query.patterns_room == NULL || worker->batch == NULL || worker->tcp == NULL ||
        !watch_doors(worker) || uv_async_init(&worker->loop, &worker->wake, on_wake) != 0 ||
        uv_timer_init(&worker->loop, &worker->tick) != 0 ||
        uv_thread_create(&worker->thread, run, worker) != 0) {
        return NULL; /* the process cannot serve and ends: nothing is tidied up */
    }
    return worker;
}

bool worker_adopt(struct worker *worker, const struct serving *next)
{
    atomic_store(&worker->next, next);
    uv_async_send(&worker->wake);
    while (sem_wait(&worker->adopted) != 0) { /* a signal */
    }
    return worker->adopted_well;
}

void worker_stop(struct worker *worker, uint32_t grace_ms)
{
    atomic_store(&worker->stop_grace_ms, grace_ms == 0 ? 1 : grace_ms);
    uv_async_send(&worker->wake);
}

void worker_free(struct worker *worker)
{
    if (worker == NULL) {
        return;
    }
    uv_thread_join(&worker->thread);
    int left = uv_loop_close(&worker->loop);
    assert(left == 0); /* every handle was closed */
    (void)left;
    udp_batch_free(worker->batch);
    tcp_free(worker->tcp);
    patterns_room_free(worker->query.patterns_room);
    standing_free(worker->query.standing);
    free(worker->doors);
    free(worker->waits);
    sem_destroy(&worker->adopted);
    free(worker);
}
