/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/server.h"

#include "base/channel.h"
#include "base/log.h"
#include "base/ring.h"
#include "image/board.h"
#include "net/worker.h"
#include "serve/sockets.h"
#include "step/table.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    TCP_CAP = 2048,    /* connections of the whole server, unless descriptors are fewer */
    TCP_CAP_LEAST = 16 /* per worker */
};

struct server {
    int channel;
    char host_name[HOST_NAME_MAX + 1];
    uint32_t nworkers;
    struct worker **workers;
    struct board *board;
    struct ring **logs; /* one per worker: where its lines go */
    struct sockets *sockets;
    struct serving *now;  /* what the workers serve; NULL = nothing yet */
    struct serving *next; /* being put together */
    size_t nnext;         /* listeners of `next` so far */
};

/* Why the server cannot go on; the supervisor starts another one. */
static bool fail(const char *what)
{
    log_write(LOG_LEVEL_ERROR, "dnsd-serve: %s; ending, to be started anew", what);
    return false;
}

static size_t tcp_cap(uint32_t nworkers)
{
    struct rlimit files;
    size_t cap = TCP_CAP;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        cap = files.rlim_cur / 2 < cap ? files.rlim_cur / 2 : cap;
    }
    cap /= nworkers;
    return cap < TCP_CAP_LEAST ? TCP_CAP_LEAST : cap;
}

static bool on_start(struct server *server, const struct channel_start *start, const int *fds)
{
    if (server->workers != NULL || start->workers == 0 || start->workers > CHANNEL_WORKERS_MAX) {
        return fail("the supervisor began in a way that is not understood");
    }
    server->nworkers = start->workers;
    server->sockets = sockets_new(start->workers);
    server->workers = calloc(start->workers, sizeof(struct worker *));
    server->logs = calloc(start->workers, sizeof(struct ring *));
    server->board = board_map(fds[2], false);
    close(fds[2]); /* mapped, or of no use */
    if (server->board == NULL) {
        return fail("the board of cluster states is not understood");
    }
    if (server->sockets == NULL || server->workers == NULL || server->logs == NULL) {
        return fail("no memory");
    }
    size_t cap = tcp_cap(start->workers);
    for (uint32_t i = 0; i < start->workers; i++) {
        struct ring *log = ring_new(fds[0], i, fds[1]);
        server->logs[i] = log;
        struct worker_conf conf = {.index = i,
                                   .tcp_cap = cap,
                                   .board = server->board,
                                   .log = log,
                                   .steps = table_of_steps,
                                   .host_name = server->host_name};
        server->workers[i] = log == NULL ? NULL : worker_new(&conf);
        if (server->workers[i] == NULL) {
            return fail("no memory or no thread for a worker");
        }
    }
    close(fds[0]); /* mapped; the eventfd stays open for the rings */
    return true;
}

static void serving_free(struct serving *serving)
{
    if (serving != NULL) {
        patterns_free(serving->patterns);
        image_close(&serving->image);
        free(serving->listeners);
        free(serving);
    }
}

static bool on_begin(struct server *server, const struct channel_generation *begin)
{
    if (server->workers == NULL || begin->listeners > CHANNEL_LISTENERS_MAX) {
        return fail("the supervisor sent a generation that is not understood");
    }
    serving_free(server->next);
    server->nnext = 0;
    server->next = calloc(1, sizeof(*server->next));
    if (server->next == NULL) {
        return fail("no memory");
    }
    server->next->generation = begin->number;
    server->next->nlisteners = begin->listeners;
    server->next->listeners = calloc(begin->listeners + 1, sizeof(*server->next->listeners));
    return server->next->listeners != NULL || fail("no memory");
}

static bool on_listener(struct server *server, const struct channel_listener *conf)
{
    if (server->next == NULL || server->nnext == server->next->nlisteners) {
        return fail("the supervisor sent an address outside a generation");
    }
    server->next->listeners[server->nnext++].conf = *conf;
    return true;
}

static bool on_socket(struct server *server, const struct channel_socket *which, int fd)
{
    if (server->sockets == NULL) {
        return fail("the supervisor sent a socket before the start");
    }
    return sockets_add(server->sockets, which, fd) || fail("a socket is not understood");
}

/* Check the image and compile what it has as text; *why says what is wrong with it. */
static bool open_image(struct serving *next, const struct channel_generation *which, int fd,
                       char *why)
{
    if (!(which->checked ? image_outline(fd, &next->image, why)
                         : image_open(fd, true, &next->image, why))) {
        return false;
    }
    next->patterns = patterns_new(&next->image, why);
    return next->patterns != NULL;
}

static bool find_sockets(struct server *server)
{
    struct serving *next = server->next;
    for (size_t i = 0; i < next->nlisteners; i++) {
        struct serving_listener *listener = &next->listeners[i];
        listener->udp_fds = sockets_of(server->sockets, listener->conf.id, &listener->tcp_fd);
        if (listener->udp_fds == NULL) {
            return false;
        }
    }
    return true;
}

/* Close the sockets that the generation served does not use. */
static void drop_sockets(struct server *server)
{
    const struct serving *now = server->now;
    size_t count = now == NULL ? 0 : now->nlisteners;
    uint32_t *ids = calloc(count + 1, sizeof(*ids));
    if (ids == NULL) {
        return; /* they are closed at the next generation */
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = now->listeners[i].conf.id;
    }
    sockets_keep(server->sockets, ids, count);
    free(ids);
}

static bool answer(const struct server *server, enum channel_kind kind, uint32_t number,
                   const char *why)
{
    struct channel_message reply = channel_message(kind);
    reply.generation.number = number;
    snprintf(reply.generation.why, sizeof(reply.generation.why), "%s", why);
    return channel_send(server->channel, &reply, NULL) || fail("the channel is closed");
}

/* Change every worker over to `next`, then let the old generation go. */
static bool change_over(struct server *server)
{
    for (uint32_t i = 0; i < server->nworkers; i++) {
        if (!worker_adopt(server->workers[i], server->next)) {
            return fail("a worker could not open what it was handed");
        }
    }
    struct serving *old = server->now;
    server->now = server->next;
    server->next = NULL;
    drop_sockets(server);
    serving_free(old);
    return answer(server, CHANNEL_ADOPTED, server->now->generation, "");
}

static bool on_image(struct server *server, const struct channel_generation *which, int fd)
{
    struct serving *next = server->next;
    if (next == NULL || which->number != next->generation || server->nnext != next->nlisteners) {
        close(fd);
        return fail("the supervisor sent an image that belongs to no generation");
    }
    char why[IMAGE_WHY_SIZE] = "";
    bool opened = open_image(next, which, fd, why);
    close(fd); /* mapped, or of no use */
    if (opened && find_sockets(server)) {
        return change_over(server);
    }
    server->next = NULL;
    drop_sockets(server); /* the new ones: nobody would read them */
    bool told = answer(server, CHANNEL_REFUSED, next->generation,
                       opened ? "a socket of a listener is missing" : why);
    serving_free(next);
    return told;
}

/* One message. False ends the server. */
static bool obey(struct server *server, const struct channel_message *message, const int *fds)
{
    switch (message->kind) {
    case CHANNEL_START:
        return on_start(server, &message->start, fds);
    case CHANNEL_BEGIN:
        return on_begin(server, &message->generation);
    case CHANNEL_LISTENER:
        return on_listener(server, &message->listener);
    case CHANNEL_SOCKET:
        return on_socket(server, &message->socket, fds[0]);
    case CHANNEL_IMAGE:
        return on_image(server, &message->generation, fds[0]);
    default:
        return fail("the supervisor sent a message that is not for a server");
    }
}

static int stop(struct server *server, uint32_t grace_ms)
{
    for (uint32_t i = 0; i < server->nworkers; i++) {
        worker_stop(server->workers[i], grace_ms);
    }
    for (uint32_t i = 0; i < server->nworkers; i++) {
        worker_free(server->workers[i]);
        ring_free(server->logs[i]);
    }
    free(server->workers);
    free(server->logs);
    serving_free(server->now);
    serving_free(server->next);
    sockets_free(server->sockets);
    board_free(server->board);
    return EXIT_SUCCESS;
}

int server_run(int channel)
{
    struct server server = {.channel = channel};
    if (gethostname(server.host_name, sizeof(server.host_name) - 1) != 0) {
        server.host_name[0] = '\0';
    }
    for (;;) {
        struct channel_message message;
        int fds[CHANNEL_FDS_MAX];
        enum channel_result result = channel_recv(channel, &message, fds);
        if (result == CHANNEL_CLOSED) {
            return EXIT_SUCCESS; /* the supervisor is gone, and with it the sockets' owner */
        }
        if (result != CHANNEL_GOT) {
            fail("the channel carries something else; run programs of one version");
            return EXIT_FAILURE;
        }
        if (message.kind == CHANNEL_STOP) {
            return stop(&server, message.stop.grace_ms);
        }
        if (!obey(&server, &message, fds)) {
            return EXIT_FAILURE;
        }
    }
}
