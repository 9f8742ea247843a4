/* SPDX-License-Identifier: Apache-2.0 */
#include "super/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    UDP_RECEIVE_OCTETS = 4 * 1024 * 1024, /* a burst, or the second that a server's restart takes */
    UDP_SEND_OCTETS = 1024 * 1024,
    IPV6_LEAST_MTU = 1280, /* RFC 8200 §5 */
    BACKLOG = 1024
};

/* Options that may be refused (no such kernel, no capability) without harm. */
static void wish(int fd, int level, int option, int value)
{
    setsockopt(fd, level, option, &value, sizeof(value));
}

/* As much as root may have, else as much as net.core allows. */
static void set_buffer(int fd, int force, int option, int octets)
{
    if (setsockopt(fd, SOL_SOCKET, force, &octets, sizeof(octets)) != 0) {
        wish(fd, SOL_SOCKET, option, octets);
    }
}

static socklen_t name_of(const struct endpoint *endpoint, struct sockaddr_storage *out)
{
    const struct addr *addr = &endpoint->conf.addr;
    *out = (struct sockaddr_storage){.ss_family = AF_UNSPEC};
    if (addr->family == FAMILY_IPV4) {
        struct sockaddr_in *v4 = (void *)out;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(endpoint->conf.port);
        memcpy(&v4->sin_addr, addr->octets, 4);
        return sizeof(*v4);
    }
    struct sockaddr_in6 *v6 = (void *)out;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint->conf.port);
    v6->sin6_scope_id = endpoint->scope;
    memcpy(&v6->sin6_addr, addr->octets, 16);
    return sizeof(*v6);
}

/* With the options that every socket of ours has. */
static int open_socket(const struct endpoint *endpoint, int type)
{
    bool v6 = endpoint->conf.addr.family == FAMILY_IPV6;
    int fd = socket(v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    if (v6) {
        wish(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1); /* the other half of the pair is IPv4's own */
    }
    if (!endpoint->conf.wildcard) { /* an anycast address may come and go with its route */
        wish(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_FREEBIND : IP_FREEBIND, 1);
    }
    return fd;
}

/*
 * With SO_REUSEPORT from the start, a second dnsd would bind beside us without a word and take
 * half of the queries. So the first socket of an address asks for it alone, and allows siblings
 * once it has it.
 */
static bool bind_socket(int fd, const struct endpoint *endpoint, enum socket_share share)
{
    struct sockaddr_storage name;
    socklen_t len = name_of(endpoint, &name);
    int one = 1;
    if (share == SOCKET_SHARED) {
        wish(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    }
    return bind(fd, (const struct sockaddr *)&name, len) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) == 0;
}

static int give_up(int fd)
{
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int socket_udp(const struct endpoint *endpoint, enum socket_share share)
{
    bool v6 = endpoint->conf.addr.family == FAMILY_IPV6;
    int fd = open_socket(endpoint, SOCK_DGRAM);
    if (fd < 0) {
        return -1;
    }
    set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, UDP_RECEIVE_OCTETS);
    set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, UDP_SEND_OCTETS);
    if (v6) {
        wish(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT);
        wish(fd, IPPROTO_IPV6, IPV6_MTU, IPV6_LEAST_MTU);
    } else {
        wish(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT); /* nobody forges us a small MTU */
    }
    if (endpoint->conf.wildcard) { /* replies must leave from the address that was asked */
        wish(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, 1);
    }
    return bind_socket(fd, endpoint, share) ? fd : give_up(fd);
}

int socket_tcp(const struct endpoint *endpoint, enum socket_share share)
{
    int fd = open_socket(endpoint, SOCK_STREAM);
    if (fd < 0) {
        return -1;
    }
    wish(fd, SOL_SOCKET, SO_REUSEADDR, 1); /* connections of before may still be closing */
    wish(fd, IPPROTO_TCP, TCP_NODELAY, 1); /* connections inherit it: replies are whole */
    if (!bind_socket(fd, endpoint, share) || listen(fd, BACKLOG) != 0) {
        return give_up(fd);
    }
    return fd;
}
