/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tcp.h"

#include "net/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    SWEEP_MS = 100,   /* how exact timeouts are */
    ACCEPTS_MAX = 32, /* in a row, before the rest of the loop gets its turn */
};

struct tcp {
    uv_timer_t sweep; /* runs while there is something to time */
    struct conn_pool pool;
    size_t cap;
    struct tcp_listener *listeners;
    uint64_t grace_end_ms; /* by uv_now(); 0 = not draining */
};

struct tcp_listener {
    uv_poll_t poll;
    struct tcp *tcp;
    struct tcp_listener *next;
    struct channel_listener conf;
    int fd;
    bool paused; /* out of descriptors: the sweep tries again */
};

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct tcp *tcp = handle->data;
    conn_pool_done(&tcp->pool);
}

struct tcp *tcp_new(uv_loop_t *loop, struct query *query, size_t cap)
{
    struct tcp *tcp = calloc(1, sizeof(*tcp));
    if (tcp == NULL || !conn_pool_init(&tcp->pool, loop, query)) {
        free(tcp);
        return NULL;
    }
    tcp->cap = cap;
    tcp->sweep.data = tcp;
    uv_timer_init(loop, &tcp->sweep); /* cannot fail */
    return tcp;
}

void tcp_free(struct tcp *tcp)
{
    free(tcp);
}

size_t tcp_count(const struct tcp *tcp)
{
    return tcp->pool.count;
}

static void on_acceptable(uv_poll_t *poll, int status, int events);

static void close_listener(struct tcp_listener *listener)
{
    struct tcp_listener **link = &listener->tcp->listeners;
    while (*link != listener) {
        link = &(*link)->next;
    }
    *link = listener->next;
    uv_close((uv_handle_t *)&listener->poll, on_closed);
}

/* Nothing is left to do: let the loop end. */
static void finish(struct tcp *tcp)
{
    while (tcp->listeners != NULL) {
        close_listener(tcp->listeners);
    }
    if (!uv_is_closing((uv_handle_t *)&tcp->sweep)) {
        uv_close((uv_handle_t *)&tcp->sweep, on_timer_closed);
    }
}

static void resume_paused(struct tcp *tcp)
{
    for (struct tcp_listener *listener = tcp->listeners; listener != NULL;
         listener = listener->next) {
        if (listener->paused) {
            listener->paused = false;
            uv_poll_start(&listener->poll, UV_READABLE, on_acceptable);
        }
    }
}

static void on_sweep(uv_timer_t *timer)
{
    struct tcp *tcp = timer->data;
    conn_sweep(&tcp->pool);
    if (tcp->grace_end_ms != 0 && uv_now(timer->loop) >= tcp->grace_end_ms) {
        conn_close_all(&tcp->pool, NULL);
    }
    if (tcp->grace_end_ms == 0) {
        resume_paused(tcp);
    }
    if (tcp->pool.count == 0) {
        uv_timer_stop(timer);
        if (tcp->grace_end_ms != 0) {
            finish(tcp);
        }
    }
}

static void time_it(struct tcp *tcp)
{
    if (!uv_is_active((uv_handle_t *)&tcp->sweep)) {
        uv_timer_start(&tcp->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
    }
}

bool tcp_take(struct tcp_listener *listener, int fd)
{
    struct tcp *tcp = listener->tcp;
    if (tcp->pool.count >= tcp->cap && tcp->pool.idlest != NULL) {
        conn_close(tcp->pool.idlest);
    }
    time_it(tcp);
    return conn_open(&tcp->pool, fd, &listener->conf);
}

/*
 * No descriptor, or no memory, for one more. The waiting client stays in the queue, so the
 * listener would be readable at once again: make room, and look again at the next sweep.
 */
static void pause_listener(struct tcp_listener *listener)
{
    struct tcp *tcp = listener->tcp;
    if (tcp->pool.idlest != NULL) {
        conn_close(tcp->pool.idlest);
    }
    uv_poll_stop(&listener->poll);
    listener->paused = true;
    time_it(tcp);
}

static void on_acceptable(uv_poll_t *poll, int status, int events)
{
    struct tcp_listener *listener = poll->data;
    (void)events;
    for (unsigned i = 0; status == 0 && i < ACCEPTS_MAX; i++) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            tcp_take(listener, fd);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_listener(listener);
            return;
        }
        if (errno != EINTR && errno != ECONNABORTED) {
            return; /* EAGAIN: another worker was faster */
        }
    }
}

struct tcp_listener *tcp_listen(struct tcp *tcp, int fd, const struct channel_listener *conf)
{
    struct tcp_listener *listener = calloc(1, sizeof(*listener));
    if (listener == NULL || uv_poll_init(tcp->pool.loop, &listener->poll, fd) != 0) {
        free(listener);
        return NULL;
    }
    listener->poll.data = listener;
    listener->tcp = tcp;
    listener->conf = *conf;
    listener->fd = fd;
    listener->next = tcp->listeners;
    tcp->listeners = listener;
    if (uv_poll_start(&listener->poll, UV_READABLE, on_acceptable) != 0) {
        close_listener(listener);
        return NULL;
    }
    return listener;
}

void tcp_configure(struct tcp_listener *listener, const struct channel_listener *conf)
{
    listener->conf = *conf;
}

void tcp_unlisten(struct tcp_listener *listener)
{
    conn_close_all(&listener->tcp->pool, &listener->conf);
    close_listener(listener);
}

void tcp_drain(struct tcp *tcp, uint32_t grace_ms)
{
    tcp->grace_end_ms = uv_now(tcp->pool.loop) + grace_ms;
    conn_drain(&tcp->pool);
    /* Listeners stay until the connections are gone: those look into their settings. */
    for (struct tcp_listener *listener = tcp->listeners; listener != NULL;
         listener = listener->next) {
        on_acceptable(&listener->poll, 0, UV_READABLE); /* who connected before is served */
        uv_poll_stop(&listener->poll);
    }
    if (tcp->pool.count == 0) {
        finish(tcp);
    } else {
        time_it(tcp);
    }
}
