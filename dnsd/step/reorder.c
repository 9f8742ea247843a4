/* SPDX-License-Identifier: Apache-2.0 */
#include "step/reorder.h"

#include "query/body.h"
#include "wire/expand.h"
#include "wire/writer.h"

#include <string.h>

/* The records as they were. */
struct before {
    struct expand expand;
    size_t len;
    uint8_t octets[MESSAGE_MAX_SIZE]; /* from the first record on */
};

static enum writer_section section_of(const struct query *q, unsigned i)
{
    if (i < q->ancount) {
        return WRITER_ANSWER;
    }
    return i < (unsigned)q->ancount + q->nscount ? WRITER_AUTHORITY : WRITER_ADDITIONAL;
}

static bool write_all(struct query *q, struct before *before, struct writer *writer,
                      const uint16_t *at, unsigned count, unsigned first, size_t end)
{
    unsigned total = (unsigned)q->ancount + q->nscount + q->arcount;
    size_t start = body_start(q);
    struct rr rr;
    for (unsigned i = 0; i < total; i++) {
        if (i >= first && i < first + count) {
            before->expand.at = at[i - first] - start;
        } else if (i == first + count) {
            before->expand.at = end - start;
        }
        if (!expand_next(&before->expand, &rr) || !writer_add(writer, section_of(q, i), &rr)) {
            return false;
        }
        if (i + 1 == q->ancount) {
            q->answer_end = writer->len;
        }
    }
    return true;
}

void reorder_records(struct query *q, const uint16_t *at, unsigned count, unsigned first,
                     size_t end)
{
    struct before before; /* not initialised: only what the reply has is written */
    struct writer writer;
    size_t start = body_start(q);
    size_t answer_end = q->answer_end;
    before.len = q->out_len - start;
    memcpy(before.octets, q->out.at + start, before.len);
    struct bytes question = {.at = q->out.at + MESSAGE_HEADER_SIZE, .len = q->msg.question_len};
    expand_init(&before.expand, question, (struct bytes){.at = before.octets, .len = before.len});
    writer_init(&writer, q->out, start, q->opt_reserve);
    if (write_all(q, &before, &writer, at, count, first, end)) {
        q->out_len = writer.len;
        return;
    }
    memcpy(q->out.at + start, before.octets, before.len);
    q->answer_end = answer_end;
}
