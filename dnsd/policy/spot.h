/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place as policies see it: country, subdivision, AS, and the own networks that hold it.
 *
 * (geo/place.h is what a database record says; a spot is that with the policy's corrections.)
 */
#ifndef DNSD_POLICY_SPOT_H
#define DNSD_POLICY_SPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPOT_SUBDIVISIONS_SIZE = 24 };

struct spot {
    char country[3];                           /* empty = unknown */
    char subdivisions[SPOT_SUBDIVISIONS_SIZE]; /* "ENG,WBK"; empty = unknown */
    uint32_t asn;                              /* 0 = announced by no AS that is known */
    const uint32_t *nets; /* policy.prefixes that hold it, ascending; its owner is the caller */
    size_t nnets;
};

/**
 * What two spots have in common: the shared country, subdivision and AS, else unknown; the
 * networks that hold both. Source: policy-language.md, evaluation item 5, common(P).
 *
 * nets  room for the smaller number of networks of the two; out->nets points there
 */
void spot_common(const struct spot *a, const struct spot *b, uint32_t *nets, struct spot *out);

/** The same without networks: country, subdivision and AS. */
struct spot spot_shared(const struct spot *a, const struct spot *b);

/** Whether two spots are the same in every respect. */
bool spot_equal(const struct spot *a, const struct spot *b);

#endif
