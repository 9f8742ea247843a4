/* SPDX-License-Identifier: Apache-2.0 */
/* Finishing answers at load: rrsets written behind a question, compressed against its name. */
#ifndef DNSD_ZONE_RENDER_H
#define DNSD_ZONE_RENDER_H

#include "image/rendering.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whose question the rendering will stand behind; decides which pointers move with its length. */
enum render_for {
    RENDER_EXACT,    /* the name itself: nothing moves */
    RENDER_WILDCARD, /* a name below the wildcard's parent: all moves but the owner */
    RENDER_BELOW,    /* a name below this one (referral, SOA of a denial): all moves */
    RENDER_ANY       /* any name at all (give the root's): all moves but the owner */
};

enum render_section { RENDER_ANSWER, RENDER_AUTHORITY, RENDER_ADDITIONAL };

enum { RENDER_MAX_OCTETS = 65535 - 12 - 255 - 4 - 64 }; /* leaves room for question and OPT */

struct render_point {
    const uint8_t *suffix; /* wire octets of the name from a label on */
    uint16_t at;           /* where that label stands in the message */
};

/* A rendering being written. Big: keep one and reuse it. */
struct render {
    struct rendering head;
    enum render_for what_for;
    const uint8_t *name; /* of the question, uncompressed */
    size_t len;          /* octets so far */
    bool overflow;       /* something did not fit RENDER_MAX_OCTETS */
    size_t npoints;
    struct render_point points[512];
    uint16_t patches[4096];
    uint8_t octets[RENDER_MAX_OCTETS];
};

/** Begin a rendering for questions as `what_for` says. name must live until render_end(). */
void render_begin(struct render *render, const uint8_t *name, enum render_for what_for,
                  uint8_t flags);

/**
 * Write one record into a section; sections come in order.
 *
 * owner  uncompressed; NULL = the question's name itself
 * rdata  uncompressed; names in it are compressed for the types of RFC 1035 (RFC 3597 §4)
 * Returns false, and leaves the rendering as it was, when it does not fit.
 */
bool render_record(struct render *render, enum render_section section, const uint8_t *owner,
                   uint16_t type, uint32_t ttl_s, const uint8_t *rdata, size_t rdlen);

/** Octets that render_end() needs, a multiple of 4. */
size_t render_size(const struct render *render);

/** Write the finished rendering to out (render_size() octets, aligned to 4). */
void render_end(struct render *render, void *out);

#endif
