/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tcp.h"

#include "double.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { FRAME = 2 + DOUBLE_QUERY_SIZE, CAP = 3 };

struct scene {
    uv_loop_t loop;
    struct query query;
    struct channel_listener conf;
    struct tcp *tcp;
    struct tcp_listener *listener;
    int listen_fd;
};

static int set_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    scene->conf = (struct channel_listener){
        .read_ms = 60000, .write_ms = 60000, .idle_ms = 60000, .addr = {.family = FAMILY_IPV4}};
    uv_loop_init(&scene->loop);
    scene->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    bind(scene->listen_fd, (const struct sockaddr *)&any, sizeof(any));
    listen(scene->listen_fd, 8);
    scene->tcp = tcp_new(&scene->loop, &scene->query, CAP);
    scene->listener = tcp_listen(scene->tcp, scene->listen_fd, &scene->conf);
    *state = scene;
    return scene->listener == NULL;
}

static int clear_scene(void **state)
{
    struct scene *scene = *state;
    tcp_drain(scene->tcp, 1);
    uv_run(&scene->loop, UV_RUN_DEFAULT);
    int left = uv_loop_close(&scene->loop);
    tcp_free(scene->tcp);
    close(scene->listen_fd);
    free(scene);
    return left; /* a handle was forgotten */
}

/* A client's end of a connection that the scene serves. */
static int connect_by(struct scene *scene, int type)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, ends), 0);
    assert_true(tcp_take(scene->listener, ends[1]));
    return ends[0];
}

/* Let the server do all that it can do now. */
static void work(struct scene *scene)
{
    for (int i = 0; i < 3; i++) {
        uv_run(&scene->loop, UV_RUN_NOWAIT);
    }
}

/* Run the loop until the client's end sees the connection closed; drops what comes before. */
static void work_until_closed(struct scene *scene, int client)
{
    uint8_t octets[64];
    for (;;) {
        ssize_t len = recv(client, octets, sizeof(octets), 0);
        if (len == 0 || (len < 0 && errno == ECONNRESET)) {
            return;
        }
        if (len < 0) {
            assert_int_equal(errno, EAGAIN);
            uv_run(&scene->loop, UV_RUN_ONCE);
        }
    }
}

static void answers_any_split_of_the_framing(void **state)
{
    struct scene *scene = *state;
    uint8_t sent[2 * FRAME];
    uint8_t got[2 * FRAME + 1];
    double_frame(sent, 1, 0x1122);
    double_frame(sent + FRAME, 2, 0x3344);
    int client = connect_by(scene, SOCK_STREAM);
    for (size_t split = 0; split <= sizeof(sent); split++) {
        assert_int_equal(send(client, sent, split, 0), (ssize_t)split);
        work(scene);
        assert_int_equal(send(client, sent + split, sizeof(sent) - split, 0),
                         (ssize_t)(sizeof(sent) - split));
        work(scene);
        assert_int_equal(recv(client, got, sizeof(got), 0), sizeof(sent));
        assert_int_equal(get_u16(got), DOUBLE_QUERY_SIZE);
        assert_int_equal(get_u16(got + 2), 1);
        assert_int_equal(get_u16(got + 14), 0xeedd);
        assert_int_equal(get_u16(got + FRAME + 2), 2);
        assert_int_equal(get_u16(got + FRAME + 14), 0xccbb);
    }
    close(client);
    work(scene);
    assert_int_equal(tcp_count(scene->tcp), 0);
}

static void answers_octet_by_octet(void **state)
{
    struct scene *scene = *state;
    uint8_t sent[FRAME];
    uint8_t got[FRAME + 1];
    double_frame(sent, 7, 7);
    int client = connect_by(scene, SOCK_STREAM);
    for (size_t i = 0; i < sizeof(sent); i++) {
        assert_int_equal(recv(client, got, sizeof(got), 0), -1);
        assert_int_equal(send(client, sent + i, 1, 0), 1);
        work(scene);
    }
    assert_int_equal(recv(client, got, sizeof(got), 0), FRAME);
    close(client);
}

/* A SEQPACKET pair keeps writes apart: one receive is one write of the server. */
static void answers_all_of_one_read_with_one_write(void **state)
{
    struct scene *scene = *state;
    enum { QUERIES = 200 };
    uint8_t sent[QUERIES * FRAME];
    uint8_t got[QUERIES * FRAME + 1];
    for (uint16_t i = 0; i < QUERIES; i++) {
        double_frame(sent + i * FRAME, i, i);
    }
    int client = connect_by(scene, SOCK_SEQPACKET);
    assert_int_equal(send(client, sent, sizeof(sent), 0), sizeof(sent));
    work(scene);
    assert_int_equal(recv(client, got, sizeof(got), 0), sizeof(sent));
    assert_int_equal(recv(client, got, sizeof(got), 0), -1);
    close(client);
}

static void evicts_the_idlest_when_there_are_too_many(void **state)
{
    struct scene *scene = *state;
    uint8_t frame[FRAME];
    int clients[CAP + 1];
    for (int i = 0; i < CAP; i++) {
        clients[i] = connect_by(scene, SOCK_STREAM);
    }
    double_frame(frame, 1, 1);
    assert_int_equal(send(clients[0], frame, sizeof(frame), 0), FRAME); /* now 1 is the idlest */
    assert_int_equal(send(clients[1], frame, 3, 0), 3); /* a part of a query does not count */
    work(scene);
    clients[CAP] = connect_by(scene, SOCK_STREAM);
    work(scene);
    assert_int_equal(tcp_count(scene->tcp), CAP);
    assert_int_equal(recv(clients[1], frame, sizeof(frame), 0), 0);
    assert_int_equal(recv(clients[0], frame, sizeof(frame), 0), FRAME);
    assert_int_equal(recv(clients[2], frame, sizeof(frame), 0), -1);
    for (int i = 0; i <= CAP; i++) {
        close(clients[i]);
    }
}

/* Send as much as the socket takes of an endless repetition of the frame. */
static size_t stuff(struct scene *scene, int client, const uint8_t *frame, size_t *at)
{
    size_t total = 0;
    for (;;) {
        ssize_t len = send(client, frame + *at, FRAME - *at, 0);
        if (len < 0) {
            size_t before = total;
            work(scene);
            len = send(client, frame + *at, FRAME - *at, 0);
            if (len < 0) {
                return before;
            }
        }
        total += (size_t)len;
        *at = (*at + (size_t)len) % FRAME;
    }
}

static void does_not_read_for_a_client_that_does_not_read(void **state)
{
    struct scene *scene = *state;
    uint8_t frame[FRAME];
    static uint8_t got[1 << 20];
    size_t at = 0;
    double_frame(frame, DOUBLE_LARGE, 1);
    int client = connect_by(scene, SOCK_STREAM);
    size_t sent = stuff(scene, client, frame, &at);
    assert_true(sent / FRAME > 8); /* and the server stopped reading: the socket is full */

    size_t expected = sent / FRAME * (2 + DOUBLE_LARGE_SIZE);
    size_t received = 0;
    while (received < expected) { /* the client reads: everything is answered in the end */
        ssize_t len = recv(client, got, sizeof(got), 0);
        received += len > 0 ? (size_t)len : 0;
        work(scene);
        assert_true(len != 0);
    }
    assert_int_equal(received, expected);
    close(client);
}

static void answers_what_came_before_the_clients_end(void **state)
{
    struct scene *scene = *state;
    uint8_t frames[2 * FRAME];
    uint8_t got[2 * FRAME + 1];
    double_frame(frames, 1, 1);
    double_frame(frames + FRAME, 2, 2);
    int client = connect_by(scene, SOCK_STREAM);
    assert_int_equal(send(client, frames, sizeof(frames), 0), sizeof(frames));
    shutdown(client, SHUT_WR);
    work(scene);
    assert_int_equal(recv(client, got, sizeof(got), 0), sizeof(frames));
    assert_int_equal(recv(client, got, sizeof(got), 0), 0);
    close(client);
}

static void ends_after_the_most_queries(void **state)
{
    struct scene *scene = *state;
    uint8_t frames[3 * FRAME];
    uint8_t got[3 * FRAME];
    for (uint16_t i = 0; i < 3; i++) {
        double_frame(frames + i * FRAME, i, i);
    }
    scene->conf.max_queries = 2;
    tcp_configure(scene->listener, &scene->conf);
    int client = connect_by(scene, SOCK_STREAM);
    assert_int_equal(send(client, frames, sizeof(frames), 0), sizeof(frames));
    work(scene);
    assert_int_equal(recv(client, got, sizeof(got), 0), 2 * FRAME);
    assert_int_equal(recv(client, got, sizeof(got), 0), 0);
    close(client);
}

static void closes_on_what_cannot_be_a_message(void **state)
{
    struct scene *scene = *state;
    static const uint8_t zeros[2];
    uint8_t got[FRAME];
    int client = connect_by(scene, SOCK_STREAM);
    assert_int_equal(send(client, zeros, sizeof(zeros), 0), 2);
    work(scene);
    assert_int_equal(recv(client, got, sizeof(got), 0), 0);
    assert_int_equal(tcp_count(scene->tcp), 0);
    close(client);
}

static void closes_when_nothing_was_asked_in_time(void **state)
{
    struct scene *scene = *state;
    scene->conf.idle_ms = 50;
    tcp_configure(scene->listener, &scene->conf);
    int client = connect_by(scene, SOCK_STREAM);
    work_until_closed(scene, client);
    assert_int_equal(tcp_count(scene->tcp), 0);
    close(client);
}

static void closes_when_a_message_takes_too_long(void **state)
{
    struct scene *scene = *state;
    uint8_t frame[FRAME];
    double_frame(frame, 1, 1);
    scene->conf.read_ms = 50;
    tcp_configure(scene->listener, &scene->conf);
    int client = connect_by(scene, SOCK_STREAM);
    assert_int_equal(send(client, frame, 5, 0), 5);
    work_until_closed(scene, client);
    assert_int_equal(tcp_count(scene->tcp), 0);
    close(client);
}

static void closes_when_the_client_takes_nothing_in_time(void **state)
{
    struct scene *scene = *state;
    uint8_t frame[FRAME];
    size_t at = 0;
    double_frame(frame, DOUBLE_LARGE, 1);
    scene->conf.write_ms = 50;
    tcp_configure(scene->listener, &scene->conf);
    int client = connect_by(scene, SOCK_STREAM);
    stuff(scene, client, frame, &at);
    assert_int_equal(tcp_count(scene->tcp), 1);
    while (tcp_count(scene->tcp) > 0) {
        uv_run(&scene->loop, UV_RUN_ONCE);
    }
    close(client);
}

static void accepts_from_its_listener(void **state)
{
    struct scene *scene = *state;
    struct sockaddr_in name;
    socklen_t len = sizeof(name);
    uint8_t frame[FRAME];
    getsockname(scene->listen_fd, (struct sockaddr *)&name, &len);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(client, (const struct sockaddr *)&name, len), 0);
    double_frame(frame, 3, 3);
    assert_int_equal(send(client, frame, sizeof(frame), 0), FRAME);
    work(scene);
    assert_int_equal(recv(client, frame, sizeof(frame), 0), FRAME);
    assert_int_equal(frame[4] & 0x80, 0x80);
    close(client);
}

static void closes_the_connections_of_a_listener_that_goes(void **state)
{
    struct scene *scene = *state;
    uint8_t got[FRAME];
    int client = connect_by(scene, SOCK_STREAM);
    tcp_unlisten(scene->listener);
    work(scene);
    assert_int_equal(recv(client, got, sizeof(got), 0), 0);
    close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_any_split_of_the_framing, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(answers_octet_by_octet, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(answers_all_of_one_read_with_one_write, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(evicts_the_idlest_when_there_are_too_many, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(does_not_read_for_a_client_that_does_not_read, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(answers_what_came_before_the_clients_end, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(ends_after_the_most_queries, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(closes_on_what_cannot_be_a_message, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(closes_when_nothing_was_asked_in_time, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(closes_when_a_message_takes_too_long, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(closes_when_the_client_takes_nothing_in_time, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(accepts_from_its_listener, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(closes_the_connections_of_a_listener_that_goes, set_scene,
                                        clear_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
