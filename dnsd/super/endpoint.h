/* SPDX-License-Identifier: Apache-2.0 */
/* An address and port to listen on: what the operator's words mean on this machine. */
#ifndef DNSD_SUPER_ENDPOINT_H
#define DNSD_SUPER_ENDPOINT_H

#include "base/channel.h"
#include "base/errs.h"
#include "image/open.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENDPOINT_TEXT_SIZE = ADDR_TEXT_SIZE + 16 };

struct endpoint {
    struct channel_listener conf;  /* id is 0: it gets one when it is bound */
    uint32_t scope;                /* interface of a link-local address; 0 = none */
    bool unnamed;                  /* a block without `bind`: every address */
    bool local;                    /* an interface has the address (or it is a wildcard) */
    char text[ENDPOINT_TEXT_SIZE]; /* "127.0.0.1:53", "[::1]:53"; "*:53" when unnamed */
};

/**
 * Expand the listeners of an image: interface names become addresses, exceptions are left out,
 * listeners of the same address and port become one.
 *
 * out  *count elements on the heap, the caller frees it; NULL on failure
 */
bool endpoint_expand(const struct image *image, struct endpoint **out, size_t *count,
                     struct errs *errs);

/** Whether both are the same address and port. */
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

#endif
