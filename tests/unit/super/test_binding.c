/* SPDX-License-Identifier: Apache-2.0 */
#include "super/binding.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORKERS = 3 };

/* A port that is free on every address. */
static uint16_t free_port(void)
{
    struct sockaddr_in name = {.sin_family = AF_INET};
    socklen_t len = sizeof(name);
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(tcp, (const struct sockaddr *)&name, len), 0);
    getsockname(tcp, (struct sockaddr *)&name, &len);
    close(tcp);
    return ntohs(name.sin_port);
}

static struct endpoint endpoint(const char *text, uint16_t port)
{
    static const struct addr zero;
    struct endpoint out = {.conf = {.port = port}, .local = true};
    assert_true(addr_parse(text, &out.conf.addr));
    out.conf.wildcard = memcmp(out.conf.addr.octets, zero.octets, 16) == 0;
    strcpy(out.text, text);
    return out;
}

static struct bindings *open_well(const struct bindings *old, const struct endpoint *endpoints,
                                  size_t count)
{
    struct errs *errs = errs_new();
    struct bindings *bindings = bindings_open(old, endpoints, count, WORKERS, errs);
    if (bindings == NULL) {
        fail_msg("%s", errs_at(errs, 0)->text);
    }
    errs_free(errs);
    return bindings;
}

static void binds_a_socket_per_worker_and_one_listener(void **state)
{
    (void)state;
    struct endpoint one = endpoint("127.0.0.1", free_port());
    struct bindings *bindings = open_well(NULL, &one, 1);
    assert_int_equal(bindings->count, 1);
    struct sockaddr_in first = {.sin_family = AF_INET};
    for (int i = 0; i <= WORKERS; i++) {
        struct sockaddr_in name;
        socklen_t len = sizeof(name);
        int fd = i < WORKERS ? bindings->list[0].udp_fds[i] : bindings->list[0].tcp_fd;
        assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
        assert_int_equal(ntohs(name.sin_port), one.conf.port);
        assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
        first = name;
    }
    assert_int_equal(first.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    bindings_drop(bindings, NULL);
}

/* With SO_REUSEPORT from the start a second instance would steal half of the queries. */
static void refuses_an_address_that_another_instance_has(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"127.0.0.1", "127.0.0.1"},
        {"0.0.0.0", "127.0.0.1"},
        {"127.0.0.1", "0.0.0.0"},
        {"::1", "::1"},
        {"::", "::1"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        uint16_t port = free_port();
        struct endpoint first = endpoint(pairs[i][0], port);
        struct endpoint second = endpoint(pairs[i][1], port);
        struct bindings *bindings = open_well(NULL, &first, 1);
        struct errs *errs = errs_new();
        if (bindings_open(NULL, &second, 1, WORKERS, errs) != NULL) {
            fail_msg("%s was bound beside %s", pairs[i][1], pairs[i][0]);
        }
        assert_int_equal(errs_count(errs, ERR_ERROR), 1);
        assert_non_null(strstr(errs_at(errs, 0)->text, "address already in use (UDP)"));
        errs_free(errs);
        bindings_drop(bindings, NULL);
    }
}

static void binds_one_address_beside_every_address(void **state)
{
    (void)state;
    uint16_t port = free_port();
    struct endpoint all[] = {endpoint("0.0.0.0", port), endpoint("127.0.0.1", port),
                             endpoint("127.0.0.2", port), endpoint("::", port)};
    struct bindings *bindings = open_well(NULL, all, 4);
    assert_int_equal(bindings->count, 4);

    struct endpoint more[] = {all[0], all[1], all[2], all[3], endpoint("127.0.0.3", port)};
    struct bindings *next = open_well(bindings, more, 5); /* a reload adds one */
    assert_int_equal(next->count, 5);
    bindings_drop(bindings, next);
    bindings_drop(next, NULL);
}

static int find_fd(const struct bindings *bindings, const char *text)
{
    for (size_t i = 0; i < bindings->count; i++) {
        if (strcmp(bindings->list[i].endpoint.text, text) == 0) {
            return bindings->list[i].tcp_fd;
        }
    }
    return -1;
}

static void keeps_what_stays_and_closes_what_goes(void **state)
{
    (void)state;
    uint16_t port = free_port();
    struct endpoint before[] = {endpoint("127.0.0.1", port), endpoint("127.0.0.2", port)};
    struct endpoint after[] = {endpoint("127.0.0.3", port), endpoint("127.0.0.2", port)};
    after[1].conf.idle_ms = 7;
    struct bindings *old = open_well(NULL, before, 2);
    int gone = find_fd(old, "127.0.0.1");
    int kept = find_fd(old, "127.0.0.2");
    struct bindings *next = open_well(old, after, 2);
    assert_int_equal(find_fd(next, "127.0.0.2"), kept);
    bindings_drop(old, next);
    assert_int_equal(fcntl(gone, F_GETFD), -1);
    assert_int_equal(fcntl(kept, F_GETFD), FD_CLOEXEC);
    for (size_t i = 0; i < 2; i++) {
        uint32_t id = next->list[i].endpoint.conf.id;
        bool stays = strcmp(next->list[i].endpoint.text, "127.0.0.2") == 0;
        assert_int_equal(next->list[i].endpoint.conf.idle_ms, stays ? 7 : 0);
        assert_int_equal(id > 2, !stays); /* a new address gets a new id */
    }
    bindings_drop(next, NULL);
}

static void leaves_nothing_open_when_one_of_them_fails(void **state)
{
    (void)state;
    uint16_t port = free_port();
    struct endpoint taken = endpoint("127.0.0.2", port);
    struct bindings *other = open_well(NULL, &taken, 1);
    struct endpoint wanted[] = {endpoint("127.0.0.1", port), endpoint("127.0.0.2", port),
                                endpoint("127.0.0.3", port)};
    struct errs *errs = errs_new();
    int lowest = dup(0);
    close(lowest);
    assert_null(bindings_open(NULL, wanted, 3, WORKERS, errs));
    int still_lowest = dup(0);
    close(still_lowest);
    assert_int_equal(still_lowest, lowest);
    assert_non_null(strstr(errs_at(errs, 0)->text, "127.0.0.2: address already in use"));
    errs_free(errs);
    bindings_drop(other, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binds_a_socket_per_worker_and_one_listener),
        cmocka_unit_test(refuses_an_address_that_another_instance_has),
        cmocka_unit_test(binds_one_address_beside_every_address),
        cmocka_unit_test(keeps_what_stays_and_closes_what_goes),
        cmocka_unit_test(leaves_nothing_open_when_one_of_them_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
