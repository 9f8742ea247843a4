/* SPDX-License-Identifier: Apache-2.0 */
#include "net/udp.h"

#include "double.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct scene {
    struct query query;
    struct udp_batch *batch;
    struct udp *udp;
    int server;
    int client;
    struct sockaddr_in name; /* of the server */
};

/* A socket that is served, bound to an address or to every one, and a client. */
static void set_scene(struct scene *scene, in_addr_t addr)
{
    socklen_t len = sizeof(scene->name);
    int one = 1;
    struct channel_listener conf = {.addr = {.family = FAMILY_IPV4},
                                    .wildcard = addr == INADDR_ANY};
    scene->name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(addr)};
    scene->server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(scene->server, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one));
    bind(scene->server, (const struct sockaddr *)&scene->name, len);
    getsockname(scene->server, (struct sockaddr *)&scene->name, &len);
    scene->client = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    scene->batch = udp_batch_new();
    scene->udp = udp_open(scene->server, &conf, &scene->query, scene->batch);
    assert_non_null(scene->udp);
}

static void clear_scene(struct scene *scene)
{
    udp_close(scene->udp);
    udp_batch_free(scene->batch);
    close(scene->server);
    close(scene->client);
}

static void ask(struct scene *scene, const uint8_t *packet, size_t len)
{
    assert_int_equal(sendto(scene->client, packet, len, 0, (const struct sockaddr *)&scene->name,
                            sizeof(scene->name)),
                     (ssize_t)len);
}

static void answers_more_than_a_batch_in_one_go(void **state)
{
    (void)state;
    struct scene scene = {.server = -1};
    enum { PACKETS = 100 };
    uint8_t packet[64];
    set_scene(&scene, INADDR_LOOPBACK);
    for (uint16_t i = 0; i < PACKETS; i++) {
        ask(&scene, packet, double_query(packet, i, i));
    }
    assert_false(udp_serve(scene.udp)); /* that was all */
    for (uint16_t i = 0; i < PACKETS; i++) {
        assert_int_equal(recv(scene.client, packet, sizeof(packet), 0), DOUBLE_QUERY_SIZE);
        assert_int_equal(get_u16(packet), i);
        assert_int_equal(get_u16(packet + 12), (uint16_t)~i);
    }
    clear_scene(&scene);
}

static void keeps_replies_and_askers_together_when_some_get_none(void **state)
{
    (void)state;
    struct scene scene = {.server = -1};
    uint8_t packet[64];
    set_scene(&scene, INADDR_LOOPBACK);
    for (uint16_t i = 0; i < 20; i++) {
        ask(&scene, packet, double_query(packet, i % 2 == 0 ? DOUBLE_SILENT : i, i));
    }
    udp_serve(scene.udp);
    for (uint16_t i = 1; i < 20; i += 2) {
        assert_int_equal(recv(scene.client, packet, sizeof(packet), 0), DOUBLE_QUERY_SIZE);
        assert_int_equal(get_u16(packet), i);
        assert_int_equal(get_u16(packet + 12), (uint16_t)~i);
    }
    assert_int_equal(recv(scene.client, packet, sizeof(packet), 0), -1);
    clear_scene(&scene);
}

static void drops_what_is_longer_than_any_query(void **state)
{
    (void)state;
    struct scene scene = {.server = -1};
    static uint8_t long_packet[9000];
    uint8_t packet[64];
    set_scene(&scene, INADDR_LOOPBACK);
    ask(&scene, long_packet, sizeof(long_packet));
    ask(&scene, packet, double_query(packet, 5, 5));
    udp_serve(scene.udp);
    assert_int_equal(recv(scene.client, packet, sizeof(packet), 0), DOUBLE_QUERY_SIZE);
    assert_int_equal(get_u16(packet), 5);
    assert_int_equal(recv(scene.client, packet, sizeof(packet), 0), -1);
    clear_scene(&scene);
}

static void replies_from_the_address_that_was_asked(void **state)
{
    (void)state;
    struct scene scene = {.server = -1};
    static const char *const asked[] = {"127.0.0.1", "127.0.0.2", "127.3.4.5"};
    set_scene(&scene, INADDR_ANY);
    for (size_t i = 0; i < 3; i++) {
        uint8_t packet[64];
        struct sockaddr_in from;
        socklen_t len = sizeof(from);
        inet_pton(AF_INET, asked[i], &scene.name.sin_addr);
        ask(&scene, packet, double_query(packet, 1, 1));
        udp_serve(scene.udp);
        assert_int_equal(
            recvfrom(scene.client, packet, sizeof(packet), 0, (struct sockaddr *)&from, &len),
            DOUBLE_QUERY_SIZE);
        assert_int_equal(from.sin_addr.s_addr, scene.name.sin_addr.s_addr);
        assert_memory_equal(scene.query.peer->server.octets, &from.sin_addr, 4);
        assert_int_equal(scene.query.peer->client.octets[0], 127);
    }
    clear_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_more_than_a_batch_in_one_go),
        cmocka_unit_test(keeps_replies_and_askers_together_when_some_get_none),
        cmocka_unit_test(drops_what_is_longer_than_any_query),
        cmocka_unit_test(replies_from_the_address_that_was_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
