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

enum { ENDPOINT_TEXT_SIZE = ADDR_TEXT_SIZE + 16, ENDPOINT_FILE_SIZE = 256 };

/* Where the operator wrote a listener. */
struct endpoint_place {
    char file[ENDPOINT_FILE_SIZE];
    char text[ERR_LINE_SIZE]; /* the line; empty = not known */
    uint32_t line;
    uint32_t col;
    uint32_t mark_len;
};

struct endpoint {
    struct channel_listener conf;  /* id is 0: it gets one when it is bound */
    uint32_t scope;                /* interface of a link-local address; 0 = none */
    bool unnamed;                  /* a block without `bind`: every address */
    bool local;                    /* an interface has the address (or it is a wildcard) */
    char text[ENDPOINT_TEXT_SIZE]; /* "127.0.0.1:53", "[::1]:53"; "*:53" when unnamed */
    struct endpoint_place place;   /* of the first one */
};

/**
 * Expand the listeners of an image: interface names become addresses, exceptions are left out,
 * listeners of the same address and port become one.
 *
 * out  *count elements on the heap, the caller frees it; NULL on failure
 */
bool endpoint_expand(const struct image *image, struct endpoint **out, size_t *count,
                     struct errs *errs);

/** Add an error at the place of an endpoint: "what was found; what to write". Returns false. */
bool endpoint_err(const struct endpoint_place *place, struct errs *errs, const char *format, ...)
    ATTR_PRINTF(3, 4);

/** Whether both are the same address and port. */
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

#endif
