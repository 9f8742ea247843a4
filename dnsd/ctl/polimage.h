/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy alone as an image in memory: what tools answer from, by the server's own look-up.
 *
 * There are no zones and no server blocks in it, and the targets lead nowhere: it tells which
 * cluster a client is given, with step/choose.h. Binding i of SECTION_POLICY_BINDING is name i of
 * the policy, bit c of every mask is its cluster c.
 */
#ifndef DNSD_CTL_POLIMAGE_H
#define DNSD_CTL_POLIMAGE_H

#include "base/errs.h"
#include "image/account.h"
#include "image/open.h"
#include "image/rulebook.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

struct polimage {
    struct image image;                  /* of `octets` */
    const struct image_policy *policy;   /* in it */
    const struct image_account *account; /* in it; NULL = without the words that explain */
    void *octets;
};

/**
 * Compile and prove a policy as a loader would at `now_s`; its intervals begin there.
 *
 * Returns false after adding what is wrong (L1 to L4, or a corrupt database) to errs.
 * Owns: polimage_done() frees it, also after failure.
 */
bool polimage_make(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                   struct polimage *out, struct errs *errs);

/** The same, with the words that explain its answers. */
bool polimage_explained(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                        struct polimage *out, struct errs *errs);

/** Free the image. */
void polimage_done(struct polimage *image);

/** The table of a binding at a time from `now_s` on. */
const struct image_policy_table *polimage_table(const struct polimage *image, uint32_t binding,
                                                int64_t time_s);

#endif
