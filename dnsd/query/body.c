/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"

#include "base/attr.h"

#include <string.h>

/* Mend the pointers of what was copied to `at` for a question's name of another length. */
static void mend(const struct rendering *r, unsigned delta, uint8_t *at, size_t len)
{
    const uint16_t *patches = rendering_patches(r);
    for (unsigned i = 0; i < r->npatches && patches[i] + 1u < len; i++) {
        uint8_t *pointer = at + patches[i];
        put_u16(pointer, (uint16_t)(get_u16(pointer) + delta));
    }
}

/* Copy the first `len` octets of a rendering behind the question. */
static inline void copy(struct query *q, const struct rendering *r, unsigned name_len, size_t len)
{
    uint8_t *at = q->out.at + q->out_len;
    bytes_copy(at, rendering_octets(r), len);
    q->answer_end = q->out_len + (len < r->answer_len ? len : r->answer_len);
    q->out_len += len;
    if (r->npatches > 0) {
        mend(r, q->msg.question_len - name_len, at, len);
    }
}

/* Octets of the record at `at`, which begins with a compressed or whole name. */
static size_t record_len(const uint8_t *at)
{
    const uint8_t *p = at;
    while (*p != 0 && *p < 0xc0) {
        p += *p + 1u;
    }
    p += *p == 0 ? 1 : 2;
    return (size_t)(p - at) + 10 + get_u16(p + 8);
}

static uint16_t record_type(const uint8_t *at)
{
    while (*at != 0 && *at < 0xc0) {
        at += *at + 1u;
    }
    return get_u16(at + (*at == 0 ? 1 : 2));
}

/* The additional records that fit into `room`, by whole rrsets; returns their octets. */
static size_t fitting_additional(const struct rendering *r, size_t room, uint16_t *count)
{
    const uint8_t *octets = rendering_octets(r);
    const uint8_t *at = octets + r->authority_end;
    const uint8_t *end = octets + r->total_len;
    const uint8_t *kept = at;
    uint16_t seen = 0;
    *count = 0;
    while (at < end) {
        uint16_t type = record_type(at);
        at += record_len(at);
        seen++;
        bool rrset_ends = at == end || record_type(at) != type;
        if ((size_t)(at - octets) - r->authority_end > room) {
            break;
        }
        if (rrset_ends) {
            kept = at;
            *count = seen;
        }
    }
    return (size_t)(kept - octets) - r->authority_end;
}

static ATTR_NOINLINE void render_partly(struct query *q, const struct rendering *r,
                                        unsigned name_len)
{
    size_t room = body_room(q);
    if (r->authority_end > room) {
        q->flags |= FLAG_TC; /* one rrset, or a referral: nothing of it is of use in part */
        return;
    }
    uint16_t count;
    size_t more = fitting_additional(r, room - r->authority_end, &count);
    q->ancount = r->ancount;
    q->nscount = r->nscount;
    q->arcount = count;
    copy(q, r, name_len, r->authority_end + more);
    if (count < r->arcount && !(r->flags & RENDERING_AA)) {
        q->flags |= FLAG_TC; /* a referral without all its glue: RFC 9471 §3 */
    }
}

void body_render_for(struct query *q, const struct rendering *rendering, unsigned name_len)
{
    if (rendering->flags & RENDERING_AA) {
        q->flags |= FLAG_AA;
    }
    if (UNLIKELY(rendering->total_len > body_room(q))) {
        render_partly(q, rendering, name_len);
        return;
    }
    q->ancount = rendering->ancount;
    q->nscount = rendering->nscount;
    q->arcount = rendering->arcount;
    copy(q, rendering, name_len, rendering->total_len);
}

void body_render(struct query *q, const struct rendering *rendering)
{
    body_render_for(q, rendering, rendering->name_len);
}
