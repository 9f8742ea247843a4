/* SPDX-License-Identifier: Apache-2.0 */
/* The networks that hold places of several decisions, as a trie in the image. */
#ifndef DNSD_POLICY_MIXED_H
#define DNSD_POLICY_MIXED_H

#include "image/build.h"
#include "policy/atlas.h"
#include "policy/summary.h"

#include <stdint.h>

/* What the trie of an atlas is made from; the tables are by spot. */
struct mixed_in {
    const struct atlas *atlas;
    const uint32_t *signatures; /* equal where all names have equal decisions */
    const uint32_t *summaries;  /* numbers in `all` */
    struct summaries *all;
};

/**
 * Append the trie to SECTION_POLICY_NODE; image_policy_node.mixed is a number in in->all.
 *
 * roots  set to the nodes of all of IPv4 and all of IPv6; REF_NONE where all decisions are equal
 * Source: policy-language.md, evaluation items 1, 2 and 5.
 */
void mixed_make(struct build *build, const struct mixed_in *in, uint32_t roots[2]);

#endif
