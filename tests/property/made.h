/* SPDX-License-Identifier: Apache-2.0 */
/* A policy's text read, compiled and proved, and what its image says to a client. */
#ifndef DNSD_TESTS_PROPERTY_MADE_H
#define DNSD_TESTS_PROPERTY_MADE_H

#include "base/addr.h"
#include "base/errs.h"
#include "ctl/polimage.h"
#include "image/states.h"
#include "policy/atlas.h"
#include "policy/policy.h"
#include "step/choose.h"

#include <stdbool.h>
#include <stdint.h>

struct made {
    struct errs *errs;
    struct policy *policy; /* NULL = the text is no policy, or a database cannot be read */
    struct atlas_data data;
    struct polimage image;
    bool loads; /* it was proved, and there is an image */
};

/** Make it as a loader would at a time. text must live as long. The caller frees it, always. */
void made_make(struct made *made, const char *text, int64_t time_s);

/** Make the image of one that loads again, with the words that explain it. */
void made_explain(struct made *made, int64_t time_s);

/** Free it. */
void made_done(struct made *made);

/* Who asks for what. */
struct made_query {
    uint32_t name; /* policy.names */
    int64_t time_s;
    const struct prefix *client; /* NULL = nothing is known */
    const struct addr *resolver; /* hashed when there is no client */
    struct policy_states states;
};

struct made_answer {
    uint32_t decision; /* SECTION_POLICY_DECISION */
    struct choice choice;
    uint64_t reach; /* all that the decision can give in some state */
    uint8_t scope_bits;
    uint32_t ttl_s;
    bool mixed;
};

/** Answer by the image with the server's code. False when the image has no decision for it. */
bool made_ask(const struct made *made, const struct made_query *query, struct made_answer *out);

#endif
