/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "base/channel.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int open_ends(void **state)
{
    int *ends = malloc(2 * sizeof(int));
    *state = ends;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends);
}

static int close_ends(void **state)
{
    int *ends = *state;
    close(ends[0]);
    close(ends[1]);
    free(ends);
    return 0;
}

static int count_fds(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (readdir(dir) != NULL) {
        count++;
    }
    closedir(dir);
    return count;
}

static void carries_a_message_and_its_descriptors(void **state)
{
    int *ends = *state;
    int pipes[3];
    assert_int_equal(pipe(pipes), 0);
    pipes[2] = dup(pipes[0]);
    struct channel_message sent = channel_message(CHANNEL_START);
    sent.start.workers = 7;
    assert_true(channel_send(ends[0], &sent, pipes));

    struct channel_message got;
    int fds[CHANNEL_FDS_MAX];
    assert_int_equal(channel_recv(ends[1], &got, fds), CHANNEL_GOT);
    assert_int_equal(got.kind, CHANNEL_START);
    assert_int_equal(got.start.workers, 7);
    assert_int_equal(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
    char octet = 0;
    assert_int_equal(write(fds[1], "x", 1), 1); /* the same pipe */
    assert_int_equal(read(pipes[0], &octet, 1), 1);
    assert_int_equal(octet, 'x');
    for (size_t i = 0; i < 3; i++) {
        close(fds[i]);
        close(pipes[i]);
    }
}

static void tells_an_empty_channel_from_a_closed_one(void **state)
{
    int *ends = *state;
    struct channel_message got = {.kind = 99};
    int fds[CHANNEL_FDS_MAX];
    assert_int_equal(channel_recv(ends[1], &got, fds), CHANNEL_EMPTY);
    assert_int_equal(got.kind, 99);
    shutdown(ends[0], SHUT_RDWR);
    assert_int_equal(channel_recv(ends[1], &got, fds), CHANNEL_CLOSED);
    struct channel_message stop = channel_message(CHANNEL_STOP);
    assert_false(channel_send(ends[0], &stop, NULL));
}

static void send_raw(int fd, const void *octets, size_t len, int passed)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)octets, .iov_len = len};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } rights = {.head = {.cmsg_level = SOL_SOCKET,
                         .cmsg_type = SCM_RIGHTS,
                         .cmsg_len = CMSG_LEN(sizeof(int))}};
    memcpy(CMSG_DATA(&rights.head), &passed, sizeof(int));
    struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};
    if (passed >= 0) {
        packet.msg_control = rights.room;
        packet.msg_controllen = sizeof(rights.room);
    }
    assert_int_equal(sendmsg(fd, &packet, 0), (ssize_t)len);
}

static void refuses_what_it_does_not_know(void **state)
{
    int *ends = *state;
    struct channel_message other_version = channel_message(CHANNEL_STOP);
    other_version.version++;
    struct channel_message other_kind = channel_message(CHANNEL_KIND_END);
    struct channel_message no_kind = channel_message(0);
    struct channel_message image = channel_message(CHANNEL_IMAGE);
    struct channel_message stop = channel_message(CHANNEL_STOP);
    char longer[sizeof(stop) + 1] = {0};
    memcpy(longer, &stop, sizeof(stop));
    const struct {
        const char *why;
        const void *octets;
        size_t len;
        int passed;
    } rows[] = {
        {"another version", &other_version, sizeof(stop), -1},
        {"a kind past the last", &other_kind, sizeof(stop), -1},
        {"no kind", &no_kind, sizeof(stop), -1},
        {"a shorter packet", &stop, sizeof(stop) - 1, -1},
        {"a longer packet", longer, sizeof(longer), -1},
        {"no image beside IMAGE", &image, sizeof(image), -1},
        {"a descriptor beside STOP", &stop, sizeof(stop), STDERR_FILENO},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int open_before = count_fds();
        struct channel_message got;
        int fds[CHANNEL_FDS_MAX];
        send_raw(ends[0], rows[i].octets, rows[i].len, rows[i].passed);
        if (channel_recv(ends[1], &got, fds) != CHANNEL_BAD) {
            fail_msg("accepted %s", rows[i].why);
        }
        assert_int_equal(count_fds(), open_before); /* what came along was closed */
    }
}

static void ends_the_reason_of_a_refusal(void **state)
{
    int *ends = *state;
    struct channel_message refused = channel_message(CHANNEL_REFUSED);
    memset(refused.generation.why, 'x', sizeof(refused.generation.why));
    assert_true(channel_send(ends[0], &refused, NULL));
    struct channel_message got;
    int fds[CHANNEL_FDS_MAX];
    assert_int_equal(channel_recv(ends[1], &got, fds), CHANNEL_GOT);
    assert_int_equal(strnlen(got.generation.why, CHANNEL_WHY_SIZE), CHANNEL_WHY_SIZE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(carries_a_message_and_its_descriptors, open_ends,
                                        close_ends),
        cmocka_unit_test_setup_teardown(tells_an_empty_channel_from_a_closed_one, open_ends,
                                        close_ends),
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(ends_the_reason_of_a_refusal, open_ends, close_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
