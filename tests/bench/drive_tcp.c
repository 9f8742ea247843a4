/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drive.h"

enum { STREAM_OCTETS = 128 * 1024 };

struct stream {
    int fd;
    unsigned waiting; /* queries out on this stream */
    size_t len;       /* octets of replies not yet taken apart */
    uint8_t octets[STREAM_OCTETS];
};

static bool stream_open(const struct drive *drive, struct stream *stream)
{
    static const int on = 1;
    *stream = (struct stream){.fd = socket(drive->server.ss_family, SOCK_STREAM, 0)};
    setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(stream->fd, (const struct sockaddr *)&drive->server, drive->server_len) != 0) {
        perror("connect");
        return false;
    }
    return true;
}

static bool write_all(int fd, const uint8_t *octets, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, octets, len);
        if (n < 0 && errno != EINTR) {
            perror("write");
            return false;
        }
        octets += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Top the stream up to its depth in one write, once half of what was out has been answered. */
static bool stream_send(const struct drive *drive, struct stream *stream, uint8_t *scratch)
{
    struct tally *tally = drive->tally;
    size_t len = 0;
    if (stream->waiting > drive->window / 2) {
        return true;
    }
    while (stream->waiting < drive->window && tally->sent < drive->count) {
        size_t size = mix_next(drive->mix, tally_send(tally), scratch + len + 2);
        scratch[len] = (uint8_t)(size >> 8);
        scratch[len + 1] = (uint8_t)size;
        len += size + 2;
        stream->waiting++;
    }
    return write_all(stream->fd, scratch, len);
}

static bool stream_receive(const struct drive *drive, struct stream *stream)
{
    ssize_t n = read(stream->fd, stream->octets + stream->len, STREAM_OCTETS - stream->len);
    if (n <= 0) {
        fprintf(stderr, "flood: the server closed a stream: %s\n", n < 0 ? strerror(errno) : "end");
        return false;
    }
    stream->len += (size_t)n;
    size_t at = 0;
    while (stream->len - at >= 2) {
        size_t size = (size_t)(stream->octets[at] << 8 | stream->octets[at + 1]);
        if (stream->len - at - 2 < size) {
            break;
        }
        tally_receive(drive->tally, stream->octets + at + 2, size);
        stream->waiting--;
        at += size + 2;
    }
    memmove(stream->octets, stream->octets + at, stream->len - at);
    stream->len -= at;
    return true;
}

static bool round_of_streams(const struct drive *drive, struct stream *streams, uint8_t *scratch)
{
    struct pollfd waits[DRIVE_STREAMS_MAX];
    for (unsigned i = 0; i < drive->nstreams; i++) {
        if (!stream_send(drive, &streams[i], scratch)) {
            return false;
        }
        waits[i] = (struct pollfd){.fd = streams[i].fd,
                                   .events = (short)(streams[i].waiting > 0 ? POLLIN : 0)};
    }
    if (poll(waits, drive->nstreams, drive->patience_ms) == 0) {
        tally_give_up(drive->tally);
        return false;
    }
    bool good = true;
    for (unsigned i = 0; good && i < drive->nstreams; i++) {
        good = waits[i].revents == 0 || stream_receive(drive, &streams[i]);
    }
    return good;
}

bool drive_tcp(const struct drive *drive)
{
    struct stream *streams = calloc(drive->nstreams, sizeof(*streams));
    uint8_t *scratch = malloc((size_t)drive->window * (MIX_QUERY_MAX + 2));
    bool good = streams != NULL && scratch != NULL;
    unsigned nopen = 0;
    while (good && nopen < drive->nstreams) {
        good = stream_open(drive, &streams[nopen++]);
    }
    while (good && (drive->tally->sent < drive->count || tally_waiting(drive->tally) > 0)) {
        good = round_of_streams(drive, streams, scratch);
    }
    for (unsigned i = 0; i < nopen; i++) {
        close(streams[i].fd);
    }
    free(scratch);
    free(streams);
    return good;
}
