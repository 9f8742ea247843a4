/* SPDX-License-Identifier: Apache-2.0 */
#include "super/handover.h"

#include "base/attr.h"
#include "base/channel.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CHANNEL_FD = 3,         /* the channel's number in the server */
    ADOPT_LIMIT_MS = 60000, /* for mapping and checking an image */
    STOP_SLACK_MS = 1000,   /* beyond the grace */
    STEADY_MS = 10000,      /* a server that ran so long starts the back-off anew */
    BACKOFF_FIRST_MS = 50,  /* after a first restart, which is at once */
    BACKOFF_LAST_MS = 1000,
    WHY_SIZE = 240
};

struct handover {
    uv_loop_t *loop;
    struct handover_conf conf;
    struct handover_calls calls;
    uv_process_t process;
    uv_poll_t channel;
    uv_timer_t timer; /* limit of an adoption, of a stop, or the back-off before a restart */
    int channel_fd;   /* -1: no channel */
    bool runs;        /* the process is there, or its handles are being closed */
    unsigned closing; /* handles whose close is awaited */
    bool stopping;
    uint64_t started_ms;
    uint32_t backoff_ms;
    const struct generation *now;  /* served */
    const struct generation *next; /* offered */
    const struct bindings *handed; /* whose sockets this process has */
};

static void start(struct handover *handover);

struct handover *handover_new(uv_loop_t *loop, const struct handover_conf *conf,
                              const struct handover_calls *calls)
{
    struct handover *handover = calloc(1, sizeof(*handover));
    if (handover == NULL) {
        return NULL;
    }
    handover->loop = loop;
    handover->conf = *conf;
    handover->calls = *calls;
    handover->channel_fd = -1;
    handover->process.data = handover;
    handover->channel.data = handover;
    handover->timer.data = handover;
    uv_timer_init(loop, &handover->timer);
    return handover;
}

void handover_kill(struct handover *handover)
{
    if (handover->runs && handover->closing == 0) {
        uv_process_kill(&handover->process, SIGKILL);
    }
}

static void on_limit(uv_timer_t *timer)
{
    struct handover *handover = timer->data;
    if (!handover->stopping) {
        log_write(LOG_LEVEL_ERROR, "dnsd-serve did not take an image over in %d s and is killed",
                  ADOPT_LIMIT_MS / 1000);
    }
    handover_kill(handover);
}

static bool send_sockets(const struct handover *handover, const struct binding *binding)
{
    struct channel_message message = channel_message(CHANNEL_SOCKET);
    message.socket.listener = binding->endpoint.conf.id;
    for (uint32_t i = 0; i < handover->conf.nworkers; i++) {
        message.socket.worker = i;
        if (!channel_send(handover->channel_fd, &message, &binding->udp_fds[i])) {
            return false;
        }
    }
    message.socket.worker = CHANNEL_TCP;
    return channel_send(handover->channel_fd, &message, &binding->tcp_fd);
}

static bool send_generation(const struct handover *handover, const struct generation *generation)
{
    const struct bindings *bindings = generation->bindings;
    struct channel_message begin = channel_message(CHANNEL_BEGIN);
    begin.generation.number = generation->number;
    begin.generation.listeners = (uint32_t)bindings->count;
    if (!channel_send(handover->channel_fd, &begin, NULL)) {
        return false;
    }
    for (size_t i = 0; i < bindings->count; i++) {
        const struct binding *binding = &bindings->list[i];
        struct channel_message listener = channel_message(CHANNEL_LISTENER);
        listener.listener = binding->endpoint.conf;
        if (!channel_send(handover->channel_fd, &listener, NULL) ||
            (!bindings_have(handover->handed, binding->endpoint.conf.id) &&
             !send_sockets(handover, binding))) {
            return false;
        }
    }
    struct channel_message image = channel_message(CHANNEL_IMAGE);
    image.generation.number = generation->number;
    image.generation.checked = generation == handover->now; /* back at once: nothing can differ */
    return channel_send(handover->channel_fd, &image, &generation->image_fd);
}

/* Hand over what is to be served next; a server that cannot be told is killed and replaced. */
static void hand(struct handover *handover)
{
    const struct generation *generation = handover->now != NULL ? handover->now : handover->next;
    if (handover->handed != NULL) {
        generation = handover->next;
    }
    uv_timer_start(&handover->timer, on_limit, ADOPT_LIMIT_MS, 0);
    if (!send_generation(handover, generation)) {
        log_write(LOG_LEVEL_ERROR, "dnsd-serve takes no messages (%s) and is killed",
                  strerror(errno));
        handover_kill(handover);
    }
}

static void settle(struct handover *handover, bool adopted, const char *why)
{
    const struct generation *next = handover->next;
    handover->next = NULL;
    if (adopted) {
        handover->now = next;
    }
    handover->calls.settled(handover->calls.owner, adopted, why);
}

static void on_adopted(struct handover *handover, uint32_t number)
{
    uv_timer_stop(&handover->timer);
    if (handover->next != NULL && number == handover->next->number) {
        handover->handed = handover->next->bindings;
        settle(handover, true, "");
        return;
    }
    handover->handed = handover->now->bindings; /* a new process has the old generation again */
    log_write(LOG_LEVEL_INFO, "dnsd-serve answers again (process %d)", handover->process.pid);
    if (handover->next != NULL) {
        hand(handover); /* offered while there was no server */
    }
}

static void on_refused(struct handover *handover, const struct channel_generation *refused)
{
    uv_timer_stop(&handover->timer);
    if (handover->next != NULL && refused->number == handover->next->number) {
        settle(handover, false, refused->why);
    } else {
        log_write(LOG_LEVEL_ERROR, "dnsd-serve refuses the image that it served before: %s",
                  refused->why);
        handover_kill(handover);
    }
}

static void on_message(uv_poll_t *poll, int status, int events)
{
    struct handover *handover = poll->data;
    struct channel_message message;
    int fds[CHANNEL_FDS_MAX];
    (void)events;
    enum channel_result result =
        status == 0 ? channel_recv(handover->channel_fd, &message, fds) : CHANNEL_CLOSED;
    if (result == CHANNEL_EMPTY) {
        return;
    }
    if (result == CHANNEL_GOT && message.kind == CHANNEL_ADOPTED) {
        on_adopted(handover, message.generation.number);
    } else if (result == CHANNEL_GOT && message.kind == CHANNEL_REFUSED) {
        on_refused(handover, &message.generation);
    } else { /* closed, or not ours: its end follows */
        uv_poll_stop(poll);
        handover_kill(handover);
    }
}

static void on_backoff(uv_timer_t *timer)
{
    start(timer->data);
}

/* Everything of the ended process is closed: start the next one, or end. */
static void on_closed(uv_handle_t *handle)
{
    struct handover *handover = handle->data;
    if (--handover->closing > 0) {
        return;
    }
    handover->runs = false;
    handover->handed = NULL;
    if (handover->stopping) {
        handover->calls.ended(handover->calls.owner);
        return;
    }
    if (handover->next != NULL) { /* it died of it: the one before is served again */
        settle(handover, false, "dnsd-serve ended while taking it over");
    }
    if (handover->now == NULL) {
        return; /* nothing was ever served: the owner ends the program */
    }
    if (uv_now(handover->loop) - handover->started_ms >= STEADY_MS) {
        handover->backoff_ms = 0;
    }
    uv_timer_start(&handover->timer, on_backoff, handover->backoff_ms, 0);
    uint32_t longer = handover->backoff_ms == 0 ? BACKOFF_FIRST_MS : 2 * handover->backoff_ms;
    handover->backoff_ms = longer > BACKOFF_LAST_MS ? BACKOFF_LAST_MS : longer;
}

static void close_channel(struct handover *handover)
{
    if (handover->channel_fd >= 0) {
        close(handover->channel_fd);
        handover->channel_fd = -1;
    }
}

static void on_exit_status(uv_process_t *process, int64_t status, int signal_number)
{
    struct handover *handover = process->data;
    uv_timer_stop(&handover->timer);
    if (!handover->stopping && signal_number != 0) {
        log_write(LOG_LEVEL_ERROR, "dnsd-serve was killed by signal %d (%s); starting it anew",
                  signal_number, strsignal(signal_number));
    } else if (!handover->stopping) {
        log_write(LOG_LEVEL_ERROR, "dnsd-serve ended with status %d; starting it anew",
                  (int)status);
    }
    handover->closing = 2;
    uv_close((uv_handle_t *)&handover->channel, on_closed);
    uv_close((uv_handle_t *)process, on_closed);
    close_channel(handover);
}

static int spawn(struct handover *handover, int server_end)
{
    char *args[] = {(char *)(uintptr_t) "dnsd-serve", NULL};
    uv_stdio_container_t fds[CHANNEL_FD + 1] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data = {.fd = STDERR_FILENO}},
        {.flags = UV_INHERIT_FD, .data = {.fd = STDERR_FILENO}},
        {.flags = UV_INHERIT_FD, .data = {.fd = server_end}},
    };
    uv_process_options_t options = {.file = handover->conf.program,
                                    .args = args,
                                    .exit_cb = on_exit_status,
                                    .stdio = fds,
                                    .stdio_count = ARRAY_LEN(fds)};
    return uv_spawn(handover->loop, &handover->process, &options);
}

/* A start that failed ends like a server that died at once: with a longer back-off. */
static void start_failed(struct handover *handover, int error)
{
    log_write(LOG_LEVEL_ERROR, "%s cannot be started: %s", handover->conf.program,
              uv_strerror(error));
    handover->closing = 2;
    uv_close((uv_handle_t *)&handover->channel, on_closed);
    uv_close((uv_handle_t *)&handover->process, on_closed);
    close_channel(handover);
}

static void start(struct handover *handover)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        log_write(LOG_LEVEL_ERROR, "no channel to dnsd-serve: %s", strerror(errno));
        uv_timer_start(&handover->timer, on_backoff, BACKOFF_LAST_MS, 0);
        return;
    }
    handover->runs = true;
    handover->started_ms = uv_now(handover->loop);
    handover->channel_fd = ends[0];
    uv_poll_init(handover->loop, &handover->channel, ends[0]);
    int error = spawn(handover, ends[1]);
    close(ends[1]);
    if (error != 0) {
        start_failed(handover, error);
        return;
    }
    uv_poll_start(&handover->channel, UV_READABLE, on_message);
    struct channel_message message = channel_message(CHANNEL_START);
    message.start.workers = handover->conf.nworkers;
    int fds[] = {handover->conf.ring_fd, handover->conf.wake_fd, handover->conf.board_fd};
    if (!channel_send(handover->channel_fd, &message, fds)) {
        handover_kill(handover);
        return;
    }
    hand(handover);
}

void handover_offer(struct handover *handover, const struct generation *next)
{
    handover->next = next;
    if (!handover->runs && handover->now == NULL) {
        start(handover);
    } else if (handover->handed != NULL) {
        hand(handover);
    } /* else a server is being started, and this is its second generation */
}

void handover_stop(struct handover *handover, uint32_t grace_ms)
{
    handover->stopping = true;
    uv_timer_stop(&handover->timer);
    if (!handover->runs) {
        handover->calls.ended(handover->calls.owner);
        return;
    }
    struct channel_message message = channel_message(CHANNEL_STOP);
    message.stop.grace_ms = grace_ms;
    uv_timer_start(&handover->timer, on_limit, grace_ms + STOP_SLACK_MS, 0);
    if (handover->closing == 0 && !channel_send(handover->channel_fd, &message, NULL)) {
        handover_kill(handover);
    }
}
