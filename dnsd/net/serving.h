/* SPDX-License-Identifier: Apache-2.0 */
/* What a server answers from and where: one generation, const once the workers see it. */
#ifndef DNSD_NET_SERVING_H
#define DNSD_NET_SERVING_H

#include "base/channel.h"
#include "image/open.h"
#include "image/patterns.h"

#include <stddef.h>
#include <stdint.h>

/* An address of the generation with the sockets that are bound to it. */
struct serving_listener {
    struct channel_listener conf;
    const int *udp_fds; /* one per worker; the server's main thread owns and closes them */
    int tcp_fd;         /* the listener that all workers accept from; the same */
};

struct serving {
    struct image image;
    struct patterns *patterns; /* of the image, compiled; freed with it */
    uint32_t generation;
    size_t nlisteners;
    struct serving_listener *listeners;
};

#endif
