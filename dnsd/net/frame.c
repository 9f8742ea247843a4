/* SPDX-License-Identifier: Apache-2.0 */
#include "net/frame.h"

enum frame_end frame_serve(struct query *q, struct bytes *in, uint8_t *out, size_t *out_len,
                           uint32_t *allowed)
{
    for (;;) {
        if (in->len < FRAME_PREFIX) {
            return FRAME_HUNGRY;
        }
        size_t len = get_u16(in->at);
        if (len < MESSAGE_HEADER_SIZE) {
            return FRAME_BROKEN;
        }
        if (in->len - FRAME_PREFIX < len) {
            return FRAME_HUNGRY;
        }
        if (*allowed == 0) {
            return FRAME_SPENT;
        }
        if (*out_len + FRAME_MAX > FRAME_OUT_SIZE) {
            return FRAME_FULL;
        }
        uint8_t *frame = out + *out_len;
        size_t reply = query_serve(q, (struct bytes){in->at + FRAME_PREFIX, len},
                                   (struct span){frame + FRAME_PREFIX, MESSAGE_MAX_SIZE});
        if (reply > 0) {
            put_u16(frame, (uint16_t)reply);
            *out_len += FRAME_PREFIX + reply;
        }
        in->at += FRAME_PREFIX + len;
        in->len -= FRAME_PREFIX + len;
        --*allowed;
    }
}
