/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy that a server of a Corefile answers a name by, with the zones beside it: the image is
 * what the loader makes of the Corefile, and the words that explain every policy of it.
 */
#ifndef DNSD_CTL_POLSERVED_H
#define DNSD_CTL_POLSERVED_H

#include "base/addr.h"
#include "image/account.h"
#include "image/open.h"
#include "image/rulebook.h"
#include "wire/name.h"

#include <stdbool.h>

struct polserved {
    struct image image;                         /* of `octets` */
    const struct image_account *account;        /* in it; NULL = no policy for the name's block */
    const struct image_policy *policy;          /* of the account */
    const struct image_policy_binding *binding; /* NULL = the policy does not bind the name */
    void *octets;
};

/**
 * Load a Corefile as dnsd would, print its faults to standard error, and find what answers a name.
 *
 * client  of the query, on which the block may depend (`view`); NULL = none is named
 * Returns false when the Corefile does not load. Owns: polserved_done() frees it, in any case.
 */
bool polserved_open(const char *conf, const struct name *name, const struct prefix *client,
                    struct polserved *out);

/** Free the image. */
void polserved_done(struct polserved *served);

#endif
