/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a rendering: its records, its compression pointers, its patches. */
#include "base/bytes.h"
#include "image/rendering.h"
#include "image/verify.h"
#include "wire/name.h"

#include <string.h>

enum {
    QUESTION_AT = 12,  /* offset of the question's name in a message */
    QUESTION_TAIL = 4, /* type and class */
    RECORD_FIXED = 10, /* type, class, TTL, length */
    POINTER = 0xc0,    /* the two high bits of a length octet */
    POINTER_MAX = 0x3fff
};

/* Types whose rdata zone/render.c compresses, by type. Source: RFC 3597 §4. */
struct compressed {
    uint8_t before; /* fixed octets before the names */
    uint8_t names;
    uint8_t after; /* fixed octets after them */
};

static const struct compressed compressed[] = {
    [2] = {0, 1, 0},  /* NS */
    [5] = {0, 1, 0},  /* CNAME */
    [6] = {0, 2, 20}, /* SOA */
    [12] = {0, 1, 0}, /* PTR */
    [14] = {0, 2, 0}, /* MINFO */
    [15] = {2, 1, 0}, /* MX */
};

/* A walk over the records of a rendering. Offsets are from rendering_octets(). */
struct walk {
    const uint8_t *octets;
    const uint16_t *patches; /* ascending; npatches of them are left */
    const uint8_t *name;     /* of the question, NULL = not known */
    const char *wrong;       /* what was found; NULL = nothing yet */
    unsigned at;
    unsigned end;
    unsigned npatches;
    unsigned name_len;
};

static bool fails(struct walk *walk, const char *wrong)
{
    walk->wrong = wrong;
    return false;
}

/* Whether a label of the question's name begins `offset` octets into it. */
static bool is_label_of_question(const struct walk *walk, unsigned offset)
{
    unsigned at = 0;
    while (walk->name != NULL && at < offset) {
        at += walk->name[at] + 1u;
    }
    return walk->name == NULL || at == offset;
}

/*
 * Follow a pointer to `target` of the message out of a name that begins at `start` and has `len`
 * octets so far. Each hop must lead to before where the last one led, so that readers end.
 */
static bool follow(struct walk *walk, unsigned target, unsigned start, unsigned len)
{
    unsigned body = QUESTION_AT + walk->name_len + QUESTION_TAIL;
    while (target >= body && target - body < start && len <= NAME_MAX_OCTETS) {
        unsigned at = target - body;
        start = at;
        while (at < walk->end && walk->octets[at] > 0 && walk->octets[at] <= LABEL_MAX_OCTETS) {
            len += walk->octets[at] + 1u;
            at += walk->octets[at] + 1u;
        }
        if (at >= walk->end) {
            return fails(walk, "a name runs past the end");
        }
        if (walk->octets[at] == 0) {
            return len + 1 <= NAME_MAX_OCTETS || fails(walk, "a name is too long");
        }
        if (walk->octets[at] < POINTER || at + 1 >= walk->end) {
            return fails(walk, "a pointer leads to no name");
        }
        target = get_u16(walk->octets + at) & POINTER_MAX;
    }
    if (target < QUESTION_AT || target >= QUESTION_AT + walk->name_len) {
        return fails(walk, "a pointer leads out of the message, or not backward");
    }
    unsigned into = target - QUESTION_AT;
    if (!is_label_of_question(walk, into)) {
        return fails(walk, "a pointer into the question's name leads to no label");
    }
    return len + walk->name_len - into <= NAME_MAX_OCTETS || fails(walk, "a name is too long");
}

/* The pointer at walk->at, of a name that begins at `start`: moves past it. */
static bool take_pointer(struct walk *walk, unsigned start, unsigned end)
{
    if (walk->at + 2 > end) {
        return fails(walk, "a pointer is cut");
    }
    unsigned target = get_u16(walk->octets + walk->at) & POINTER_MAX;
    if (walk->npatches > 0 && *walk->patches == walk->at) {
        walk->patches++;
        walk->npatches--;
        if (target + NAME_MAX_OCTETS - walk->name_len > POINTER_MAX) {
            return fails(walk, "a pointer to patch could grow past 14 bits");
        }
    }
    unsigned len = walk->at - start;
    walk->at += 2;
    return follow(walk, target, start, len);
}

/* The name at walk->at, which ends before `end`: moves past it. */
static bool take_name(struct walk *walk, unsigned end)
{
    const uint8_t *octets = walk->octets;
    unsigned start = walk->at;
    while (walk->at < end && octets[walk->at] > 0 && octets[walk->at] <= LABEL_MAX_OCTETS) {
        walk->at += octets[walk->at] + 1u;
    }
    if (walk->at >= end || walk->at - start >= NAME_MAX_OCTETS) {
        return fails(walk, "a name runs past its end");
    }
    if (octets[walk->at] >= POINTER) {
        return take_pointer(walk, start, end);
    }
    walk->at++;
    return octets[walk->at - 1] == 0 || fails(walk, "a label is of no known kind");
}

/* The rdata at walk->at, up to `end`: moves past it. */
static bool take_rdata(struct walk *walk, unsigned type, unsigned end)
{
    if (type >= sizeof(compressed) / sizeof(compressed[0]) || compressed[type].names == 0) {
        walk->at = end;
        return true;
    }
    walk->at += compressed[type].before;
    for (unsigned i = 0; i < compressed[type].names; i++) {
        if (!take_name(walk, end)) {
            return false;
        }
    }
    if (walk->at + compressed[type].after != end) {
        return fails(walk, "an rdata has not the length of its type");
    }
    walk->at = end;
    return true;
}

/* `count` records that end exactly at `end`. */
static bool take_section(struct walk *walk, unsigned count, unsigned end)
{
    walk->end = end;
    for (unsigned i = 0; i < count; i++) {
        if (!take_name(walk, end)) {
            return false;
        }
        if (walk->at + RECORD_FIXED > end) {
            return fails(walk, "a record is cut");
        }
        const uint8_t *fixed = walk->octets + walk->at;
        walk->at += RECORD_FIXED;
        unsigned rdata_end = walk->at + get_u16(fixed + 8);
        if (rdata_end > end) {
            return fails(walk, "an rdata runs past its section");
        }
        if (!take_rdata(walk, get_u16(fixed), rdata_end)) {
            return false;
        }
    }
    return walk->at == end || fails(walk, "the records are not as many as it says");
}

static bool patches_ascend(const struct rendering *r)
{
    const uint16_t *patches = rendering_patches(r);
    for (unsigned i = 1; i < r->npatches; i++) {
        if (patches[i] <= patches[i - 1]) {
            return false;
        }
    }
    return true;
}

const char *verify_rendering(const uint8_t *at, uint64_t room, const uint8_t *name)
{
    const struct rendering *r = (const struct rendering *)(const void *)at;
    if (room < sizeof(*r) || room < rendering_size(r)) {
        return "it reaches past what it is part of";
    }
    if (r->answer_len > r->authority_end || r->authority_end > r->total_len) {
        return "its sections are out of order";
    }
    if ((r->flags & ~(RENDERING_AA | RENDERING_HOSTS)) != 0 || r->name_len == 0) {
        return "its flags or its question's name are not known";
    }
    struct walk walk = {.octets = rendering_octets(r),
                        .patches = rendering_patches(r),
                        .npatches = r->npatches,
                        .name = name,
                        .name_len = r->name_len};
    if (!patches_ascend(r)) {
        return "its patches are out of order";
    }
    if (!take_section(&walk, r->ancount, r->answer_len) ||
        !take_section(&walk, r->nscount, r->authority_end) ||
        !take_section(&walk, r->arcount, r->total_len)) {
        return walk.wrong;
    }
    if (walk.npatches != 0) {
        return "a patch is at no pointer";
    }
    return NULL;
}
