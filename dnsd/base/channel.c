/* SPDX-License-Identifier: Apache-2.0 */
#include "base/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SEND_WAIT_MS = 5000 };

/* Room for the descriptors of one message, aligned as the kernel wants it. */
union rights {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int) * CHANNEL_FDS_MAX)];
};

static size_t fds_of(uint32_t kind)
{
    static const uint8_t counts[CHANNEL_KIND_END] = {
        [CHANNEL_START] = 3,
        [CHANNEL_SOCKET] = 1,
        [CHANNEL_IMAGE] = 1,
    };
    return counts[kind];
}

struct channel_message channel_message(enum channel_kind kind)
{
    return (struct channel_message){.version = CHANNEL_VERSION, .kind = kind};
}

static bool wait_writable(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLOUT};
    int ready;
    do {
        ready = poll(&poller, 1, SEND_WAIT_MS);
    } while (ready < 0 && errno == EINTR);
    return ready == 1;
}

bool channel_send(int fd, const struct channel_message *message, const int *fds)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)message, .iov_len = sizeof(*message)};
    struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};
    union rights rights = {.room = {0}};
    size_t nfds = fds_of(message->kind);
    if (nfds > 0) {
        packet.msg_control = rights.room;
        packet.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
        rights.head.cmsg_level = SOL_SOCKET;
        rights.head.cmsg_type = SCM_RIGHTS;
        rights.head.cmsg_len = CMSG_LEN(sizeof(int) * nfds);
        memcpy(CMSG_DATA(&rights.head), fds, sizeof(int) * nfds);
    }
    for (;;) {
        if (sendmsg(fd, &packet, MSG_NOSIGNAL) >= 0) {
            return true;
        }
        if (errno == EINTR || ((errno == EAGAIN || errno == EWOULDBLOCK) && wait_writable(fd))) {
            continue;
        }
        return false;
    }
}

/* Copy the descriptors of a packet out; all that do not fit or are not wanted are closed. */
static size_t take_fds(struct msghdr *packet, int *fds)
{
    size_t nfds = 0;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(packet); head != NULL;
         head = CMSG_NXTHDR(packet, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(head) + i * sizeof(int), sizeof(int));
            if (nfds < CHANNEL_FDS_MAX) {
                fds[nfds++] = fd;
            } else {
                close(fd);
            }
        }
    }
    return nfds;
}

static bool is_sound(const struct channel_message *message, ssize_t len,
                     const struct msghdr *packet, size_t nfds)
{
    return len == sizeof(*message) && (packet->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 &&
           message->version == CHANNEL_VERSION && message->kind >= CHANNEL_START &&
           message->kind < CHANNEL_KIND_END && nfds == fds_of(message->kind);
}

enum channel_result channel_recv(int fd, struct channel_message *out, int *fds)
{
    struct channel_message message;
    struct iovec part = {.iov_base = &message, .iov_len = sizeof(message)};
    union rights rights;
    struct msghdr packet = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = rights.room,
                            .msg_controllen = sizeof(rights.room)};
    ssize_t len;
    do {
        len = recvmsg(fd, &packet, MSG_CMSG_CLOEXEC);
    } while (len < 0 && errno == EINTR);
    if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        return CHANNEL_EMPTY;
    }
    if (len <= 0) {
        return CHANNEL_CLOSED;
    }

    int got[CHANNEL_FDS_MAX] = {-1, -1, -1};
    size_t nfds = take_fds(&packet, got);
    if (!is_sound(&message, len, &packet, nfds)) {
        for (size_t i = 0; i < nfds; i++) {
            close(got[i]);
        }
        return CHANNEL_BAD;
    }
    *out = message;
    if (message.kind == CHANNEL_REFUSED) {
        out->generation.why[CHANNEL_WHY_SIZE - 1] = '\0';
    }
    memcpy(fds, got, sizeof(got));
    return CHANNEL_GOT;
}
