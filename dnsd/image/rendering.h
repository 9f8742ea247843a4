/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rendering: the sections of a reply after its question, finished at load.
 *
 *     struct rendering | octets of answer, authority, additional | pad to 2 | patches (uint16_t)
 *
 * It is compressed against a message whose question name (`name_len` octets, at offset 12) it was
 * made for; its own octets then begin at 12 + name_len + 4. A reply to a longer or shorter
 * question name copies it and adds (length of the question's name - name_len) to each compression
 * pointer that the patches list. Not listed are the pointers to offset 12 that mean "the
 * question's name, whatever it is" (the owner of a wildcard's answer). Renderings that only ever
 * answer their own name have no patches.
 */
#ifndef DNSD_IMAGE_RENDERING_H
#define DNSD_IMAGE_RENDERING_H

#include <stdint.h>

enum {
    RENDERING_AA = 1,   /* authoritative: the reply sets AA */
    RENDERING_HOSTS = 2 /* names hosts whose addresses other zones or wildcards may have */
};

struct rendering {
    uint16_t ancount;
    uint16_t nscount;
    uint16_t arcount;
    uint8_t flags;          /* RENDERING_* */
    uint8_t name_len;       /* octets of the question name that it was made for */
    uint16_t answer_len;    /* octets of the answer section */
    uint16_t authority_end; /* octets up to the end of the authority section */
    uint16_t total_len;     /* octets up to the end of the additional section */
    uint16_t npatches;
};

/** The octets of the sections. */
static inline const uint8_t *rendering_octets(const struct rendering *r)
{
    return (const uint8_t *)(r + 1);
}

/** The offsets (from rendering_octets()) of the pointers to patch. */
static inline const uint16_t *rendering_patches(const struct rendering *r)
{
    return (const uint16_t *)(const void *)(rendering_octets(r) + ((r->total_len + 1u) & ~1u));
}

/** Octets that the rendering takes with its head and patches. */
static inline uint32_t rendering_size(const struct rendering *r)
{
    return (uint32_t)sizeof(*r) + ((r->total_len + 1u) & ~1u) + 2u * r->npatches;
}

#endif
