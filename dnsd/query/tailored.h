/* SPDX-License-Identifier: Apache-2.0 */
/* How a policy answered a query: left by step/residency.c, told by the labels residency/.... */
#ifndef DNSD_QUERY_TAILORED_H
#define DNSD_QUERY_TAILORED_H

#include "image/rulebook.h"

#include <stdint.h>

/* Why the client got what it got. */
enum tailored_reason {
    TAILORED_FIRST,     /* the first choice of those that the law leaves */
    TAILORED_NEXT,      /* a later one: those before are not healthy, drained or off */
    TAILORED_DRAINED,   /* a drained one: there is nothing else */
    TAILORED_LAST,      /* a last resort of when-none-healthy */
    TAILORED_ANYWAY,    /* its word try-anyway: one that is not healthy */
    TAILORED_SERVFAIL,  /* its words servfail, */
    TAILORED_REFUSED,   /* refused */
    TAILORED_NODATA,    /* and nodata */
    TAILORED_FORBIDDEN, /* the law leaves nobody */
    TAILORED_BROKEN,    /* the image has no decision */
    TAILORED_REASONS
};

struct tailored {
    const struct image_policy *policy;            /* NULL = no policy answered */
    const struct image_policy_decision *decision; /* NULL with TAILORED_BROKEN */
    uint32_t cluster;                             /* of the policy; REF_NONE = none was given */
    enum tailored_reason reason;
};

#endif
