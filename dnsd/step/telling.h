/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation on its way: what it is about, and the line that is being put together. */
#ifndef DNSD_STEP_TELLING_H
#define DNSD_STEP_TELLING_H

#include "base/attr.h"
#include "step/places.h"
#include "step/reasons.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TELLING_RULES = 1024 };

struct telling {
    const struct reasons_case *ask;
    const struct image *image;
    const struct image_account *account;
    const struct image_account_interval *interval;
    const struct image_account_binding *binding;
    uint32_t number; /* of the binding in the account */
    const struct decided *decided;
    struct rendezvous who;
    bool clear;
    struct places places;
    uint64_t applied[TELLING_RULES / 64]; /* bits: the first rules that apply to some place */
    reasonline_teller teller;
    void *arg;
    struct reasonline line;
    size_t len; /* octets of text */
    char text[REASONLINE_TEXT_MAX];
};

/** Add to the line's text; what does not fit is cut, and the text ends in "...". */
void telling_put(struct telling *t, const char *format, ...) ATTR_PRINTF(2, 3);

/** Add a text of the image. */
void telling_blob(struct telling *t, struct blob_ref text);

/** Tell the line, and begin the next. */
void telling_end(struct telling *t, enum reasonline_kind kind);

/** A text of the image as octets. */
static inline struct bytes telling_bytes(const struct telling *t, struct blob_ref text)
{
    return (struct bytes){.at = image_blob(t->image, text), .len = text.len};
}

#endif
