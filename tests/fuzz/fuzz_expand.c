/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of compressed records and the writer: what is read can be written and read again. */
#include "fuzz.h"

#include "wire/expand.h"
#include "wire/message.h"
#include "wire/writer.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { ROOM = 65535 };

static bool same_record(const struct rr *a, const struct rr *b)
{
    if (a->type != b->type || a->class != b->class || a->ttl != b->ttl ||
        a->rdata.len != b->rdata.len || !name_equal(a->owner, b->owner)) {
        return false;
    }
    for (size_t i = 0; i < a->rdata.len; i++) {
        if ((a->rdata.at[i] | 0x20) != (b->rdata.at[i] | 0x20)) {
            return false; /* letters may have taken the case of a name before */
        }
    }
    return true;
}

/* Write all records of a message anew. Returns how many could be read and fitted. */
static size_t rewrite(struct bytes message, struct writer *w, size_t *size)
{
    struct expand e;
    struct rr rr;
    size_t count = 0;
    bool whole = expand_init_message(&e, message);
    *size = message.len - e.body.len;
    while (whole && expand_next(&e, &rr)) {
        assert(name_wire_len(rr.owner, NAME_MAX_OCTETS) == e.owner.len);
        if (!writer_add(w, WRITER_ANSWER, &rr)) {
            break;
        }
        *size += e.owner.len + 10u + rr.rdata.len;
        count++;
    }
    return count;
}

static void compare(struct bytes from, struct bytes to, size_t count)
{
    struct expand a;
    struct expand b;
    struct rr of_a;
    struct rr of_b;
    assert(expand_init_message(&a, from));
    assert(expand_init_message(&b, to));
    for (size_t i = 0; i < count; i++) {
        assert(expand_next(&a, &of_a));
        assert(expand_next(&b, &of_b));
        assert(same_record(&of_a, &of_b));
    }
    assert(!expand_next(&b, &of_b));
    assert(!b.broken);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t out[ROOM];
    struct bytes message = {data, size};
    struct expand e;
    struct writer w;
    size_t expanded = expand_size(message);
    if (!expand_init_message(&e, message)) {
        assert(expanded == size);
        return 0;
    }
    size_t start = size - e.body.len;
    memcpy(out, data, start);
    writer_init(&w, (struct span){out, sizeof(out)}, start, 0);
    size_t sum;
    size_t count = rewrite(message, &w, &sum);
    assert(w.len <= sum);
    compare(message, (struct bytes){out, w.len}, count);
    assert(expand_size((struct bytes){out, w.len}) == sum);
    return 0;
}
