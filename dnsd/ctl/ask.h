/* SPDX-License-Identifier: Apache-2.0 */
/* A question put to an image as the server would put it: same code, no network. */
#ifndef DNSD_CTL_ASK_H
#define DNSD_CTL_ASK_H

#include "base/addr.h"
#include "query/query.h"

#include <stdint.h>

/* The question, its packet and the reply. `query` and `reply` are valid after ask(). */
struct ask {
    struct query query;
    struct peer peer;
    uint8_t packet[512];
    size_t packet_len;
    uint8_t out[MESSAGE_MAX_SIZE];
    size_t out_len; /* 0 = the server would send nothing */
};

/**
 * Ask for a name and type on behalf of a client network, sent as client subnet by a resolver on
 * loopback, over TCP.
 *
 * groups  of the listeners that the question comes in by: all that the image has
 */
void ask(struct ask *ask, const struct image *image, const struct name *name, uint16_t type,
         const struct prefix *client);

#endif
