/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a client is answered as it is, line by line: client, law, clusters, taste, answer.
 *
 * The answer is what decide() says, by which the server answers; the rest is read from the image's
 * account of the policy (image/account.h). Nothing is allocated.
 */
#ifndef DNSD_STEP_REASONS_H
#define DNSD_STEP_REASONS_H

#include "image/account.h"
#include "step/decide.h"
#include "step/reasonline.h"

#include <stdbool.h>
#include <stdint.h>

/* What is asked. */
struct reasons_case {
    struct decide_case decide;
    const struct image_account *account; /* of decide.policy */
    const char *no_subnet; /* NULL = decide.client is from the query; else why it is who asks */
    uint32_t ranges_max;   /* of the map that may be looked at; 0 = any number */
};

/**
 * Tell why.
 *
 * decided  set to what the client is given
 * Returns false, and tells nothing, when the network holds more ranges than may be looked at.
 */
bool reasons_tell(const struct reasons_case *ask, struct decided *decided, reasonline_teller teller,
                  void *arg);

#endif
