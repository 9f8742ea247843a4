/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's socket addresses and ours. */
#ifndef DNSD_NET_SOCKNAME_H
#define DNSD_NET_SOCKNAME_H

#include "base/addr.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

union sockname {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/** Address and port of a name; FAMILY_NONE when it is no internet address. */
static inline void sockname_split(const union sockname *name, struct addr *addr, uint16_t *port)
{
    *addr = (struct addr){.family = FAMILY_NONE};
    *port = 0;
    if (name->any.sa_family == AF_INET) {
        addr->family = FAMILY_IPV4;
        memcpy(addr->octets, &name->v4.sin_addr, 4);
        *port = ntohs(name->v4.sin_port);
    } else if (name->any.sa_family == AF_INET6) {
        addr->family = FAMILY_IPV6;
        memcpy(addr->octets, &name->v6.sin6_addr, 16);
        *port = ntohs(name->v6.sin6_port);
    }
}

#endif
