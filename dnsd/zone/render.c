/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/render.h"

#include "base/attr.h"
#include "base/bytes.h"
#include "wire/name.h"
#include "wire/rrtype.h"

#include <string.h>

enum {
    HEADER_SIZE = 12,
    QUESTION_TAIL = 4, /* type and class */
    POINTER = 0xc000,
    POINTER_MAX = 0x3fff,
    CLASS = 1
};

static unsigned body_at(const struct render *render)
{
    return HEADER_SIZE + render->head.name_len + QUESTION_TAIL;
}

/* How far a pointer may lead: one that moves has to fit with the longest question too. */
static unsigned pointer_max(const struct render *render)
{
    unsigned growth = NAME_MAX_OCTETS - render->head.name_len;
    return render->what_for == RENDER_EXACT ? POINTER_MAX : POINTER_MAX - growth;
}

/* Remember the name's labels as targets of later pointers. */
static void add_points(struct render *render, const uint8_t *name, unsigned at)
{
    while (*name != 0 && render->npoints < ARRAY_LEN(render->points)) {
        render->points[render->npoints++] =
            (struct render_point){.suffix = name, .at = (uint16_t)at};
        at += *name + 1u;
        name += *name + 1;
    }
}

void render_begin(struct render *render, const uint8_t *name, enum render_for what_for,
                  uint8_t flags)
{
    render->head = (struct rendering){.flags = flags,
                                      .name_len = (uint8_t)name_wire_len(name, NAME_MAX_OCTETS)};
    render->what_for = what_for;
    render->name = name;
    render->len = 0;
    render->overflow = false;
    render->npoints = 0;
    if (what_for == RENDER_WILDCARD) {
        add_points(render, name + 2, HEADER_SIZE + 2); /* "*" itself is not in the question */
    } else if (what_for != RENDER_ANY) {
        add_points(render, name, HEADER_SIZE);
    }
}

static void put(struct render *render, const void *octets, size_t len)
{
    if (render->len + len > RENDER_MAX_OCTETS) {
        render->overflow = true;
        return;
    }
    memcpy(render->octets + render->len, octets, len);
    render->len += len;
}

static void put_pointer(struct render *render, unsigned target, bool moves)
{
    uint8_t pointer[2];
    put_u16(pointer, (uint16_t)(POINTER | target));
    if (moves) {
        if (render->head.npatches == ARRAY_LEN(render->patches)) {
            render->overflow = true;
            return;
        }
        render->patches[render->head.npatches++] = (uint16_t)render->len;
    }
    put(render, pointer, sizeof(pointer));
}

static const struct render_point *find_point(const struct render *render, const uint8_t *suffix)
{
    for (size_t i = 0; i < render->npoints; i++) {
        if (name_equal(render->points[i].suffix, suffix)) {
            return &render->points[i];
        }
    }
    return NULL;
}

static void put_name(struct render *render, const uint8_t *name)
{
    const uint8_t *at = name;
    size_t start = render->len;
    const struct render_point *point = NULL;
    while (*at != 0) {
        point = find_point(render, at);
        if (point != NULL) {
            break;
        }
        put(render, at, *at + 1u);
        at += *at + 1;
    }
    if (point == NULL) {
        put(render, at, 1);
    } else {
        put_pointer(render, point->at, render->what_for != RENDER_EXACT);
    }
    for (const uint8_t *label = name; label != at && !render->overflow; label += *label + 1) {
        size_t offset = body_at(render) + start + (size_t)(label - name);
        if (offset > pointer_max(render) || render->npoints == ARRAY_LEN(render->points)) {
            break;
        }
        render->points[render->npoints++] =
            (struct render_point){.suffix = label, .at = (uint16_t)offset};
    }
}

/* Write an rdata, its names compressed where they may be. Source: RFC 3597 §4. */
static void put_rdata(struct render *render, uint16_t type, const uint8_t *rdata, size_t rdlen)
{
    struct rrtype_name names[RRTYPE_NAMES_MAX];
    size_t count = 0;
    size_t done = 0;
    if (rrtype_compresses(type)) {
        count = rrtype_names(type, (struct bytes){.at = rdata, .len = rdlen}, names);
    }
    for (size_t i = 0; i < count; i++) {
        put(render, rdata + done, names[i].at - done);
        put_name(render, rdata + names[i].at);
        done = (size_t)names[i].at + names[i].len;
    }
    put(render, rdata + done, rdlen - done);
}

static void put_owner(struct render *render, const uint8_t *owner)
{
    if (owner == NULL) {
        put_pointer(render, HEADER_SIZE, render->what_for == RENDER_BELOW);
    } else {
        put_name(render, owner);
    }
}

static void count_record(struct rendering *head, enum render_section section, size_t len)
{
    uint16_t *counts[] = {&head->ancount, &head->nscount, &head->arcount};
    (*counts[section])++;
    head->total_len = (uint16_t)len;
    if (section <= RENDER_AUTHORITY) {
        head->authority_end = (uint16_t)len;
    }
    if (section == RENDER_ANSWER) {
        head->answer_len = (uint16_t)len;
    }
}

bool render_record(struct render *render, enum render_section section, const uint8_t *owner,
                   uint16_t type, uint32_t ttl_s, const uint8_t *rdata, size_t rdlen)
{
    size_t len = render->len;
    size_t npoints = render->npoints;
    uint16_t npatches = render->head.npatches;
    uint8_t fixed[10];
    put_owner(render, owner);
    put_u16(fixed, type);
    put_u16(fixed + 2, CLASS);
    put_u32(fixed + 4, ttl_s);
    put(render, fixed, sizeof(fixed));
    size_t rdata_at = render->len;
    put_rdata(render, type, rdata, rdlen);
    if (render->overflow) {
        render->overflow = false;
        render->len = len;
        render->npoints = npoints;
        render->head.npatches = npatches;
        return false;
    }
    put_u16(render->octets + rdata_at - 2, (uint16_t)(render->len - rdata_at));
    count_record(&render->head, section, render->len);
    return true;
}

size_t render_size(const struct render *render)
{
    return (rendering_size(&render->head) + 3u) & ~(size_t)3;
}

void render_end(struct render *render, void *out)
{
    uint8_t *at = out;
    size_t padded = (render->head.total_len + 1u) & ~1u;
    memset(at, 0, render_size(render));
    memcpy(at, &render->head, sizeof(render->head));
    at += sizeof(render->head);
    memcpy(at, render->octets, render->head.total_len);
    memcpy(at + padded, render->patches, 2u * render->head.npatches);
}
