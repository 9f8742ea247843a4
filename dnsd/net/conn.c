/* SPDX-License-Identifier: Apache-2.0 */
#include "net/conn.h"

#include "net/frame.h"
#include "net/sockname.h"
#include "query/batch.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    READ_SIZE = 16 * 1024, /* octets read at once: a few hundred queries */
    IN_SIZE = FRAME_MAX + READ_SIZE,
    LAST_MOMENT_MS = 100, /* for queries on their way when the server stops */
    LINGER_MS = 1000      /* for the client to take the last answers and close */
};

struct conn {
    uv_tcp_t stream;
    uv_write_t write;
    struct conn_pool *pool;
    const struct channel_listener *conf;
    struct conn *newer;
    struct conn *idler;
    struct peer peer;
    uint64_t deadline_ms; /* by uv_now(): of what the connection waits for */
    uint32_t answered;    /* messages so far */
    uint8_t *held;        /* read, but not a whole message yet or not served yet */
    size_t held_len;
    size_t held_room;
    uint8_t *unsent; /* replies that the client has not taken yet; nothing is read meanwhile */
    bool last;       /* finish when `unsent` is gone */
    bool lingering;  /* finished: what still comes is dropped until the client closes */
    bool closed;
};

bool conn_pool_init(struct conn_pool *pool, uv_loop_t *loop, struct query *query)
{
    *pool = (struct conn_pool){.loop = loop, .query = query};
    pool->in = malloc(IN_SIZE);
    pool->out = malloc(FRAME_OUT_SIZE);
    if (pool->in == NULL || pool->out == NULL) {
        conn_pool_done(pool);
        return false;
    }
    return true;
}

void conn_pool_done(struct conn_pool *pool)
{
    free(pool->in);
    free(pool->out);
    pool->in = NULL;
    pool->out = NULL;
}

static void unlink_conn(struct conn *conn)
{
    struct conn_pool *pool = conn->pool;
    *(conn->newer != NULL ? &conn->newer->idler : &pool->newest) = conn->idler;
    *(conn->idler != NULL ? &conn->idler->newer : &pool->idlest) = conn->newer;
    conn->newer = conn->idler = NULL;
}

static void link_newest(struct conn *conn)
{
    struct conn_pool *pool = conn->pool;
    conn->idler = pool->newest;
    *(pool->newest != NULL ? &pool->newest->newer : &pool->idlest) = conn;
    pool->newest = conn;
}

static void on_closed(uv_handle_t *handle)
{
    struct conn *conn = handle->data;
    free(conn->held);
    free(conn->unsent);
    free(conn);
}

void conn_close(struct conn *conn)
{
    if (conn->closed) {
        return;
    }
    conn->closed = true;
    unlink_conn(conn);
    conn->pool->count--;
    uv_close((uv_handle_t *)&conn->stream, on_closed);
}

static void set_deadline(struct conn *conn, uint32_t after_ms)
{
    conn->deadline_ms = uv_now(conn->pool->loop) + after_ms;
}

/* Keep what was not served; `rest` may be part of what is held already. False without memory. */
static bool hold(struct conn *conn, struct bytes rest)
{
    if (rest.len > conn->held_room) {
        uint8_t *room = realloc(conn->held, rest.len);
        if (room == NULL) {
            return false;
        }
        conn->held = room;
        conn->held_room = rest.len;
    }
    if (rest.len > 0) {
        memmove(conn->held, rest.at, rest.len);
    } else {
        free(conn->held); /* an idle connection costs nothing but its struct */
        conn->held = NULL;
        conn->held_room = 0;
    }
    conn->held_len = rest.len;
    return true;
}

static void on_read(uv_stream_t *stream, ssize_t nread, const uv_buf_t *buf);
static void serve(struct conn *conn, struct bytes in);

static void on_room(uv_handle_t *handle, size_t hint, uv_buf_t *buf)
{
    (void)hint;
    struct conn *conn = handle->data;
    buf->base = (char *)conn->pool->in + conn->held_len;
    buf->len = READ_SIZE;
}

/*
 * All is sent. Closing now would make the kernel answer queries that are still on their way with
 * a reset, and that may take the last answers from the client: end our side and wait for its end.
 */
static void finish(struct conn *conn)
{
    int fd;
    if (uv_fileno((uv_handle_t *)&conn->stream, &fd) == 0) {
        shutdown(fd, SHUT_WR);
    }
    conn->lingering = true;
    set_deadline(conn, LINGER_MS);
}

static void on_written(uv_write_t *write, int status)
{
    struct conn *conn = write->data;
    free(conn->unsent);
    conn->unsent = NULL;
    if (conn->closed) {
        return;
    }
    if (status != 0) {
        conn_close(conn);
        return;
    }
    if (conn->last) {
        finish(conn);
    } else {
        serve(conn, (struct bytes){conn->held, conn->held_len});
    }
    if (!conn->closed && conn->unsent == NULL &&
        uv_read_start((uv_stream_t *)&conn->stream, on_room, on_read) != 0) {
        conn_close(conn);
    }
}

/* Leave the part that the kernel did not take to libuv, and read no more until it is gone. */
static bool send_later(struct conn *conn, const uint8_t *at, size_t len)
{
    conn->unsent = malloc(len);
    if (conn->unsent == NULL) {
        return false;
    }
    memcpy(conn->unsent, at, len);
    uv_buf_t part = uv_buf_init((char *)conn->unsent, (unsigned)len);
    conn->write.data = conn;
    uv_read_stop((uv_stream_t *)&conn->stream);
    set_deadline(conn, conn->conf->write_ms);
    return uv_write(&conn->write, (uv_stream_t *)&conn->stream, &part, 1, on_written) == 0;
}

static bool send_replies(struct conn *conn, size_t len)
{
    uv_buf_t part = uv_buf_init((char *)conn->pool->out, (unsigned)len);
    int sent = uv_try_write((uv_stream_t *)&conn->stream, &part, 1);
    if (sent < 0 && sent != UV_EAGAIN) {
        return false;
    }
    size_t taken = sent < 0 ? 0 : (size_t)sent;
    return taken == len || send_later(conn, conn->pool->out + taken, len - taken);
}

/* Answer what is there, one write per outful, until it is used up or the client stops taking. */
static enum frame_end answer(struct conn *conn, struct bytes *in)
{
    struct query *query = conn->pool->query;
    uint32_t limit = conn->conf->max_queries;
    if (limit != 0 && conn->answered >= limit) { /* a reload lowered it */
        return FRAME_SPENT;
    }
    batch_begin(query);
    query->peer = &conn->peer;
    conn->peer.groups = conn->conf->groups;

    enum frame_end end = FRAME_FULL;
    while (end == FRAME_FULL && conn->unsent == NULL) {
        size_t len = 0;
        uint32_t left = limit == 0 ? UINT32_MAX : limit - conn->answered;
        uint32_t allowed = left;
        end = frame_serve(query, in, conn->pool->out, &len, &allowed);
        conn->answered += left - allowed;
        if (len > 0 && !send_replies(conn, len)) {
            return FRAME_BROKEN;
        }
    }
    return end;
}

/* Serve octets and say what the connection waits for then. */
static void serve(struct conn *conn, struct bytes in)
{
    size_t held_before = conn->held_len;
    const uint8_t *start = in.at;
    enum frame_end end = answer(conn, &in);
    bool served = in.at != start;
    if (served) {
        unlink_conn(conn);
        link_newest(conn);
    }
    bool enough = end == FRAME_SPENT ||
                  (conn->conf->max_queries != 0 && conn->answered >= conn->conf->max_queries);
    if (end == FRAME_BROKEN || !hold(conn, in)) {
        conn_close(conn);
        return;
    }
    if (conn->unsent != NULL) {
        conn->last = conn->last || enough;
        return;
    }
    if (enough) {
        finish(conn);
    } else if (in.len == 0) {
        set_deadline(conn, conn->pool->draining ? LAST_MOMENT_MS : conn->conf->idle_ms);
    } else if (served || held_before == 0) {
        set_deadline(conn, conn->conf->read_ms); /* a message's first octet is here */
    }
}

static void on_read(uv_stream_t *stream, ssize_t nread, const uv_buf_t *buf)
{
    (void)buf;
    struct conn *conn = stream->data;
    if (nread < 0) { /* also the client's end: nothing is unsent while we read */
        conn_close(conn);
        return;
    }
    if (nread == 0 || conn->lingering) {
        return;
    }
    struct conn_pool *pool = conn->pool;
    if (conn->held_len > 0) {
        memcpy(pool->in, conn->held, conn->held_len);
    }
    serve(conn, (struct bytes){pool->in, conn->held_len + (size_t)nread});
}

static bool name_ends(struct conn *conn)
{
    union sockname name = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t len = sizeof(name);
    int fd;
    if (uv_fileno((uv_handle_t *)&conn->stream, &fd) != 0 ||
        getpeername(fd, &name.any, &len) != 0) {
        return false;
    }
    sockname_split(&name, &conn->peer.client, &conn->peer.client_port);
    conn->peer.server = conn->conf->addr;
    conn->peer.server_port = conn->conf->port;
    conn->peer.tcp = true;
    len = sizeof(name);
    if (conn->conf->wildcard && getsockname(fd, &name.any, &len) == 0) {
        sockname_split(&name, &conn->peer.server, &conn->peer.server_port);
    }
    return true;
}

bool conn_open(struct conn_pool *pool, int fd, const struct channel_listener *conf)
{
    struct conn *conn = calloc(1, sizeof(*conn));
    if (conn == NULL || uv_tcp_init(pool->loop, &conn->stream) != 0) {
        free(conn);
        close(fd);
        return false;
    }
    conn->pool = pool;
    conn->conf = conf;
    conn->stream.data = conn;
    link_newest(conn);
    pool->count++;
    if (uv_tcp_open(&conn->stream, fd) != 0) {
        close(fd);
        conn_close(conn);
        return false;
    }
    if (!name_ends(conn) || uv_read_start((uv_stream_t *)&conn->stream, on_room, on_read) != 0) {
        conn_close(conn);
        return false;
    }
    set_deadline(conn, pool->draining ? LAST_MOMENT_MS : conf->idle_ms);
    return true;
}

void conn_sweep(struct conn_pool *pool)
{
    uint64_t now_ms = uv_now(pool->loop);
    struct conn *idler;
    for (struct conn *conn = pool->newest; conn != NULL; conn = idler) {
        idler = conn->idler;
        if (now_ms >= conn->deadline_ms) {
            conn_close(conn);
        }
    }
}

void conn_close_all(struct conn_pool *pool, const struct channel_listener *conf)
{
    struct conn *idler;
    for (struct conn *conn = pool->newest; conn != NULL; conn = idler) {
        idler = conn->idler;
        if (conf == NULL || conn->conf == conf) {
            conn_close(conn);
        }
    }
}

void conn_drain(struct conn_pool *pool)
{
    pool->draining = true;
    for (struct conn *conn = pool->newest; conn != NULL; conn = conn->idler) {
        if (conn->held_len == 0 && conn->unsent == NULL) {
            set_deadline(conn, LAST_MOMENT_MS);
        }
    }
}
