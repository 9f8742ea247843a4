/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages in a stream: two octets of length, then the message. Source: RFC 7766 §8. */
#ifndef DNSD_NET_FRAME_H
#define DNSD_NET_FRAME_H

#include "query/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_PREFIX = 2,                            /* octets of the length */
    FRAME_MAX = FRAME_PREFIX + MESSAGE_MAX_SIZE, /* octets of the longest message with it */
    FRAME_OUT_SIZE = FRAME_MAX + 64 * 1024       /* octets to collect replies in */
};

enum frame_end {
    FRAME_HUNGRY, /* the rest is not a whole message yet */
    FRAME_FULL,   /* `out` may have no room for another reply: send it and go on */
    FRAME_SPENT,  /* *allowed is used up */
    FRAME_BROKEN  /* no DNS client: nothing behind this can be trusted */
};

/**
 * Answer the whole messages at the start of a stream.
 *
 * q        with image, peer and now_s set
 * in       moved past what was answered
 * out      FRAME_OUT_SIZE octets; *out_len of them are used; replies are appended with lengths
 * allowed  how many messages may still be answered; counted down
 */
enum frame_end frame_serve(struct query *q, struct bytes *in, uint8_t *out, size_t *out_len,
                           uint32_t *allowed);

#endif
