/* SPDX-License-Identifier: Apache-2.0 */
#include "net/udp.h"

#include "base/attr.h"
#include "net/sockname.h"
#include "query/batch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

enum {
    BATCH = 32,       /* packets per system call: beyond it nothing was gained */
    BATCHES_MAX = 16, /* in a row, before TCP and the rest of the loop get their turn */
    FEW = 8,          /* after fewer, looking again at once is for nothing most times */
    SEND_WAIT_MS = 5, /* for room in the socket's buffer, before replies are dropped */

    /*
     * A query never needs more than 4096, nor does a reply (bufsize's maximum). An odd number of
     * cache lines is added so that the packets of a batch do not share the same cache sets.
     */
    IN_SIZE = 4096 + 3 * 64,
    OUT_SIZE = 4096 + 9 * 64,
    CONTROL_SIZE = 64 /* octets: one IPV6_PKTINFO is 40 */
};

struct udp_batch {
    struct mmsghdr in[BATCH];
    struct mmsghdr out[BATCH];
    struct iovec in_parts[BATCH];
    struct iovec out_parts[BATCH];
    union sockname names[BATCH];
    _Alignas(64) uint8_t control[BATCH][CONTROL_SIZE];
    _Alignas(64) uint8_t packets[BATCH][IN_SIZE];
    _Alignas(64) uint8_t replies[BATCH][OUT_SIZE];
};

struct udp {
    int fd;
    bool wildcard;
    struct peer peer; /* the client's half is written for each packet */
    struct query *query;
    struct udp_batch *batch;
};

/* The kernel overwrites these two lengths with each packet. */
static inline void rearm(struct msghdr *in)
{
    in->msg_namelen = sizeof(union sockname);
    in->msg_controllen = CONTROL_SIZE;
}

struct udp_batch *udp_batch_new(void)
{
    struct udp_batch *batch = aligned_alloc(64, (sizeof(*batch) + 63) / 64 * 64);
    if (batch == NULL) {
        return NULL;
    }
    memset(batch, 0, sizeof(*batch));
    for (size_t i = 0; i < BATCH; i++) {
        batch->in_parts[i] = (struct iovec){batch->packets[i], IN_SIZE};
        batch->in[i].msg_hdr = (struct msghdr){.msg_name = &batch->names[i],
                                               .msg_iov = &batch->in_parts[i],
                                               .msg_iovlen = 1,
                                               .msg_control = batch->control[i]};
        rearm(&batch->in[i].msg_hdr);
        batch->out_parts[i] = (struct iovec){batch->replies[i], 0};
        batch->out[i].msg_hdr = (struct msghdr){.msg_iov = &batch->out_parts[i], .msg_iovlen = 1};
    }
    return batch;
}

void udp_batch_free(struct udp_batch *batch)
{
    free(batch);
}

static inline void take_client(struct peer *peer, const union sockname *name)
{
    if (peer->client.family == FAMILY_IPV4) {
        memcpy(peer->client.octets, &name->v4.sin_addr, 4);
    } else {
        memcpy(peer->client.octets, &name->v6.sin6_addr, 16);
    }
    peer->client_port = ntohs(name->v4.sin_port); /* at the same place in both */
}

/*
 * On a wildcard socket: note which address was asked, and make the control data say that the
 * reply leaves from it, by whichever interface the routes choose (link-local addresses mean
 * nothing without theirs).
 */
static void take_asked(struct peer *peer, struct msghdr *in)
{
    for (struct cmsghdr *head = CMSG_FIRSTHDR(in); head != NULL; head = CMSG_NXTHDR(in, head)) {
        if (head->cmsg_level == IPPROTO_IP && head->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo *info = (struct in_pktinfo *)(void *)CMSG_DATA(head);
            memcpy(peer->server.octets, &info->ipi_addr, 4);
            info->ipi_ifindex = 0;
        } else if (head->cmsg_level == IPPROTO_IPV6 && head->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo *info = (struct in6_pktinfo *)(void *)CMSG_DATA(head);
            memcpy(peer->server.octets, &info->ipi6_addr, 16);
            if (!IN6_IS_ADDR_LINKLOCAL(&info->ipi6_addr)) {
                info->ipi6_ifindex = 0;
            }
        }
    }
}

/* Send `count` replies. One that the kernel refuses (no route, port 0) is left out. */
static void send_replies(const struct udp *udp, unsigned count)
{
    struct mmsghdr *out = udp->batch->out;
    bool waited = false;
    while (count > 0) {
        int sent = sendmmsg(udp->fd, out, count, MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
            struct pollfd poller = {.fd = udp->fd, .events = POLLOUT};
            if (waited || poll(&poller, 1, SEND_WAIT_MS) != 1) {
                return; /* like any full queue on the way: the client asks again */
            }
            waited = true;
            continue;
        }
        unsigned past = sent <= 0 ? 1 : (unsigned)sent;
        out += past;
        count -= past;
    }
}

static void serve_batch(struct udp *udp, unsigned count)
{
    struct udp_batch *batch = udp->batch;
    struct query *query = udp->query;
    batch_begin(query);
    query->peer = &udp->peer;

    unsigned replies = 0;
    for (unsigned i = 0; i < count; i++) {
        struct msghdr *in = &batch->in[i].msg_hdr;
        struct mmsghdr *out = &batch->out[replies];
        take_client(&udp->peer, &batch->names[i]);
        if (udp->wildcard) {
            take_asked(&udp->peer, in);
        }
        size_t len = 0;
        if (LIKELY((in->msg_flags & MSG_TRUNC) == 0)) {
            struct bytes packet = {batch->packets[i], batch->in[i].msg_len};
            len = query_serve(query, packet, (struct span){batch->replies[replies], OUT_SIZE});
        }
        if (LIKELY(len > 0)) {
            batch->out_parts[replies].iov_len = len;
            out->msg_hdr.msg_name = &batch->names[i];
            out->msg_hdr.msg_namelen = in->msg_namelen;
            out->msg_hdr.msg_control = batch->control[i];
            out->msg_hdr.msg_controllen = in->msg_controllen;
            replies++;
        }
    }
    send_replies(udp, replies);
    for (unsigned i = 0; i < count; i++) {
        rearm(&batch->in[i].msg_hdr);
    }
}

bool udp_serve(struct udp *udp)
{
    struct udp_batch *batch = udp->batch;
    for (unsigned i = 0; i < BATCHES_MAX; i++) {
        int count = recvmmsg(udp->fd, batch->in, BATCH, MSG_DONTWAIT, NULL);
        if (count <= 0) {
            return false;
        }
        serve_batch(udp, (unsigned)count);
        if (count < FEW) {
            return false;
        }
    }
    return true;
}

struct udp *udp_open(int fd, const struct channel_listener *conf, struct query *query,
                     struct udp_batch *batch)
{
    struct udp *udp = calloc(1, sizeof(*udp));
    if (udp == NULL) {
        return NULL;
    }
    udp->fd = fd;
    udp->query = query;
    udp->batch = batch;
    udp_configure(udp, conf);
    return udp;
}

int udp_fd(const struct udp *udp)
{
    return udp->fd;
}

void udp_configure(struct udp *udp, const struct channel_listener *conf)
{
    udp->wildcard = conf->wildcard;
    udp->peer = (struct peer){.client = {.family = conf->addr.family},
                              .server = conf->addr,
                              .server_port = conf->port,
                              .groups = conf->groups};
}

void udp_close(struct udp *udp)
{
    free(udp);
}
