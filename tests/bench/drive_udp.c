/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drive.h"

/*
 * Looks for replies before the generator sleeps: waking a sleeper is work that the kernel would
 * charge to the server, and that no real client causes.
 */
enum { REPLY_MAX = 4096, LOOKS = 20000 };

struct batch {
    struct mmsghdr messages[DRIVE_BATCH];
    struct iovec vectors[DRIVE_BATCH];
    uint8_t octets[DRIVE_BATCH][REPLY_MAX];
};

static void batch_init(struct batch *batch)
{
    memset(batch->messages, 0, sizeof(batch->messages));
    for (unsigned i = 0; i < DRIVE_BATCH; i++) {
        batch->vectors[i] = (struct iovec){.iov_base = batch->octets[i], .iov_len = REPLY_MAX};
        batch->messages[i].msg_hdr.msg_iov = &batch->vectors[i];
        batch->messages[i].msg_hdr.msg_iovlen = 1;
    }
}

static bool send_all(int fd, struct batch *batch, unsigned count)
{
    unsigned done = 0;
    while (done < count) {
        int n = sendmmsg(fd, batch->messages + done, count - done, 0);
        if (n < 0 && errno != EINTR) {
            perror("sendmmsg");
            return false;
        }
        done += n > 0 ? (unsigned)n : 0;
    }
    return true;
}

/* Fill the window again. */
static bool send_more(const struct drive *drive, int fd, struct batch *batch)
{
    struct tally *tally = drive->tally;
    if (drive->in_bursts && tally_waiting(tally) > 0) {
        return true;
    }
    while (tally_waiting(tally) < drive->window && tally->sent < drive->count) {
        uint64_t room = drive->window - tally_waiting(tally);
        uint64_t left = drive->count - tally->sent;
        room = room < left ? room : left;
        unsigned count = room < DRIVE_BATCH ? (unsigned)room : DRIVE_BATCH;
        for (unsigned i = 0; i < count; i++) {
            uint16_t id = tally_send(tally);
            batch->vectors[i].iov_len = mix_next(drive->mix, id, batch->octets[i]);
        }
        if (!send_all(fd, batch, count)) {
            return false;
        }
    }
    return true;
}

static int look(int fd, struct batch *batch)
{
    int n = -1;
    errno = EAGAIN;
    for (unsigned i = 0; i < LOOKS && n < 0 && errno == EAGAIN; i++) {
        n = recvmmsg(fd, batch->messages, DRIVE_BATCH, MSG_DONTWAIT, NULL);
    }
    return n;
}

/* Take what has come; wait for it when nothing has for long. */
static bool receive_some(const struct drive *drive, int fd, struct batch *batch)
{
    int n = look(fd, batch);
    if (n < 0 && errno == EAGAIN) {
        struct pollfd waits = {.fd = fd, .events = POLLIN};
        if (poll(&waits, 1, drive->patience_ms) == 0) {
            tally_give_up(drive->tally);
        }
        return true;
    }
    if (n < 0 && errno != EINTR) {
        perror("recvmmsg");
        return false;
    }
    for (int i = 0; i < n; i++) {
        tally_receive(drive->tally, batch->octets[i], batch->messages[i].msg_len);
    }
    return true;
}

bool drive_udp(const struct drive *drive)
{
    static const int buffer_octets = 4 << 20;
    struct batch queries;
    struct batch replies;
    batch_init(&queries);
    batch_init(&replies);
    int fd = socket(drive->server.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_octets, sizeof(buffer_octets));
    if (fd < 0 || connect(fd, (const struct sockaddr *)&drive->server, drive->server_len) != 0) {
        perror("connect");
        close(fd);
        return false;
    }
    bool good = true;
    while (good && (drive->tally->sent < drive->count || tally_waiting(drive->tally) > 0)) {
        good = send_more(drive, fd, &queries) && receive_some(drive, fd, &replies);
    }
    close(fd);
    return good;
}
