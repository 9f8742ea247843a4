/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/writer.h"

#include "wire/message.h"
#include "wire/name.h"
#include "wire/rrtype.h"

#include <string.h>

enum {
    POINTER_BITS = 0xc000, /* RFC 1035 §4.1.4 */
    POINTER_MAX = 0x3fff,
    POINTER_OCTETS = 2,
    RR_FIXED = 10 /* octets of type, class, TTL and rdata length */
};

/* Remember the ends of a name that were written as labels, up to the part pointed to, if any. */
static void remember(struct writer *w, const uint8_t *name, size_t at, size_t nlabels)
{
    size_t left = name_wire_len(name, NAME_MAX_OCTETS);
    for (; nlabels > 0 && w->nnames < WRITER_NAMES && at <= POINTER_MAX; nlabels--) {
        w->names[w->nnames++] = (struct writer_name){.at = (uint16_t)at, .len = (uint8_t)left};
        at += name[0] + 1u;
        left -= name[0] + 1u;
        name += name[0] + 1;
    }
}

void writer_init(struct writer *w, struct span out, size_t len, size_t reserve)
{
    w->octets = out.at;
    w->len = len;
    w->limit = out.len > reserve ? out.len - reserve : 0;
    w->nnames = 0;
    memset(w->counts, 0, sizeof(w->counts));
    if (len > MESSAGE_HEADER_SIZE) {
        const uint8_t *question = out.at + MESSAGE_HEADER_SIZE;
        remember(w, question, MESSAGE_HEADER_SIZE, name_labels(question));
    }
}

/*
 * Whether the name that stands at `at` in the message, followed through its pointers, is `name`.
 * Each was written here, so pointers lead backwards and to whole names.
 */
static bool same_name(const struct writer *w, size_t at, const uint8_t *name)
{
    for (;;) {
        const uint8_t *label = w->octets + at;
        if (label[0] > LABEL_MAX_OCTETS) {
            at = get_u16(label) & POINTER_MAX;
            continue;
        }
        if (!name_label_equal(label, name)) {
            return false;
        }
        if (name[0] == 0) {
            return true;
        }
        at += label[0] + 1u;
        name += name[0] + 1;
    }
}

/* The offset where a name of `len` octets stands already, 0 when nowhere. */
static size_t find_name(const struct writer *w, const uint8_t *name, size_t len)
{
    for (size_t i = 0; i < w->nnames; i++) {
        if (w->names[i].len == len && same_name(w, w->names[i].at, name)) {
            return w->names[i].at;
        }
    }
    return 0;
}

static bool put(struct writer *w, const void *octets, size_t len)
{
    if (w->limit < w->len || len > w->limit - w->len) {
        return false;
    }
    if (len > 0) {
        memcpy(w->octets + w->len, octets, len);
    }
    w->len += len;
    return true;
}

/* Write a name: as many labels as are new, then a pointer or the root. */
static bool put_name(struct writer *w, const uint8_t *name, size_t len)
{
    size_t start = w->len;
    size_t nlabels = 0;
    size_t target = 0;
    const uint8_t *label = name;
    const uint8_t *root = name + len - 1;
    while (label < root && target == 0) {
        target = find_name(w, label, (size_t)(root - label) + 1);
        if (target == 0) {
            label += label[0] + 1;
            nlabels++;
        }
    }
    if (!put(w, name, (size_t)(label - name))) {
        return false;
    }
    uint8_t pointer[POINTER_OCTETS] = {0};
    if (target != 0) {
        put_u16(pointer, (uint16_t)(POINTER_BITS | target));
    }
    if (!put(w, pointer, target == 0 ? 1 : POINTER_OCTETS)) {
        return false;
    }
    remember(w, name, start, nlabels);
    return true;
}

static bool put_rdata(struct writer *w, uint16_t type, struct bytes rdata)
{
    struct rrtype_name names[RRTYPE_NAMES_MAX];
    size_t count = rrtype_compresses(type) ? rrtype_names(type, rdata, names) : 0;
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        if (!put(w, rdata.at + done, names[i].at - done) ||
            !put_name(w, rdata.at + names[i].at, names[i].len)) {
            return false;
        }
        done = (size_t)names[i].at + names[i].len;
    }
    return put(w, rdata.at + done, rdata.len - done);
}

static bool put_rr(struct writer *w, const struct rr *rr)
{
    uint8_t fixed[RR_FIXED];
    put_u16(fixed, rr->type);
    put_u16(fixed + 2, rr->class);
    put_u32(fixed + 4, rr->ttl);
    put_u16(fixed + 8, 0);
    if (!put_name(w, rr->owner, name_wire_len(rr->owner, NAME_MAX_OCTETS)) ||
        !put(w, fixed, sizeof(fixed))) {
        return false;
    }
    size_t rdata_at = w->len;
    if (!put_rdata(w, rr->type, rr->rdata)) {
        return false;
    }
    put_u16(w->octets + rdata_at - 2, (uint16_t)(w->len - rdata_at));
    return true;
}

bool writer_add(struct writer *w, enum writer_section section, const struct rr *rr)
{
    struct writer_mark before = writer_mark(w);
    if (!put_rr(w, rr)) {
        writer_undo(w, before);
        return false;
    }
    w->counts[section]++;
    return true;
}

struct writer_mark writer_mark(const struct writer *w)
{
    struct writer_mark mark = {.len = w->len, .nnames = w->nnames};
    memcpy(mark.counts, w->counts, sizeof(mark.counts));
    return mark;
}

void writer_undo(struct writer *w, struct writer_mark mark)
{
    w->len = mark.len;
    w->nnames = mark.nnames;
    memcpy(w->counts, mark.counts, sizeof(w->counts));
}
