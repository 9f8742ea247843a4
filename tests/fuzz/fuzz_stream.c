/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TCP connection that gets any octets in any pieces answers as if they had come at once.
 *
 * The input's first octet says how many octets each piece has; the rest is what the client sends.
 */
#include "fuzz.h"

#include "net/frame.h"
#include "net/tcp.h"

#include "../unit/net/double.h"

#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_MAX = 4096, REPLIES_MAX = 4 * FRAME_OUT_SIZE };

struct client {
    int fd;
    uint8_t *got;
    size_t len;
    bool closed; /* by the server */
};

static void receive(struct client *client)
{
    ssize_t len;
    while ((len = recv(client->fd, client->got + client->len, REPLIES_MAX - client->len,
                       MSG_DONTWAIT)) > 0) {
        client->len += (size_t)len;
    }
    client->closed = client->closed || len == 0;
}

static void work(uv_loop_t *loop, struct client *client)
{
    for (int i = 0; i < 3; i++) {
        uv_run(loop, UV_RUN_NOWAIT);
        receive(client);
    }
}

static void send_in_pieces(uv_loop_t *loop, struct client *client, const uint8_t *data, size_t size)
{
    size_t piece = data[0] == 0 ? size : data[0];
    for (size_t at = 1; at < size && !client->closed; at += piece) {
        size_t len = size - at < piece ? size - at : piece;
        if (send(client->fd, data + at, len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)len) {
            return; /* closed meanwhile */
        }
        work(loop, client);
    }
}

/* What the octets deserve, by frame_serve() alone. */
static size_t expect(struct query *query, struct bytes in, uint8_t *out)
{
    uint8_t *part = malloc(FRAME_OUT_SIZE);
    size_t total = 0;
    enum frame_end end = FRAME_FULL;
    while (end == FRAME_FULL) {
        uint32_t allowed = UINT32_MAX;
        size_t len = 0;
        end = frame_serve(query, &in, part, &len, &allowed);
        size_t room = total < REPLIES_MAX ? REPLIES_MAX - total : 0;
        memcpy(out + total, part, len < room ? len : room);
        total += len < room ? len : room;
    }
    free(part);
    return total;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uv_loop_t loop;
    struct query query = {.now_s = 0};
    struct channel_listener conf = {.read_ms = 60000, .write_ms = 60000, .idle_ms = 60000};
    int ends[2];
    if (size < 2 || size > INPUT_MAX) {
        return 0;
    }
    uv_loop_init(&loop);
    int listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct tcp *tcp = tcp_new(&loop, &query, 4);
    struct tcp_listener *listener = tcp_listen(tcp, listen_fd, &conf);
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);
    tcp_take(listener, ends[1]);

    struct client client = {.fd = ends[0], .got = malloc(REPLIES_MAX)};
    uint8_t *wanted = malloc(REPLIES_MAX);
    send_in_pieces(&loop, &client, data, size);
    size_t len = expect(&query, (struct bytes){data + 1, size - 1}, wanted);
    for (int i = 0; i < 64 && client.len < len; i++) {
        work(&loop, &client);
    }
    assert(client.len == len || len == REPLIES_MAX);
    assert(memcmp(client.got, wanted, client.len) == 0);

    close(client.fd);
    uv_run(&loop, UV_RUN_NOWAIT); /* the server sees the end: nothing is left to wait for */
    tcp_drain(tcp, 1);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert(uv_loop_close(&loop) == 0);
    tcp_free(tcp);
    close(listen_fd);
    free(client.got);
    free(wanted);
    return 0;
}
