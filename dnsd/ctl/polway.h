/* SPDX-License-Identifier: Apache-2.0 */
/* In which states of health some people are given one cluster, and what keeps them from it. */
#ifndef DNSD_CTL_POLWAY_H
#define DNSD_CTL_POLWAY_H

#include "base/arena.h"
#include "ctl/polpeople.h"
#include "policy/law.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* From the readiest to never. */
enum polway_kind {
    WAY_FIRST,      /* with all up; of several by weight */
    WAY_DOWN,       /* as soon as others are down */
    WAY_LAST,       /* as a last resort, when others are down */
    WAY_TRY_ANYWAY, /* by try-anyway, when others are down */
    WAY_LAW,        /* never: the law excludes it */
    WAY_OFF,        /* never: it is off */
    WAY_BEHIND,     /* never: a last resort before it answers always */
    WAY_NOWHERE     /* never: it stands in no tier and no last resort of theirs */
};

/* For the clients of one part of a decision. */
struct polway {
    enum polway_kind kind;
    uint32_t share;  /* hundredths of a percent; 0 = all the rest */
    uint64_t down;   /* the fewest clusters that must be down */
    uint64_t with;   /* the clusters it is chosen among, itself not counted */
    const char *why; /* of WAY_LAW: "eea-at-home: located in US" */
};

/** A decision's ways to a cluster. */
struct polways {
    struct polway *list; /* one for each part, at least one; in the arena */
    size_t count;
};

/**
 * Find the ways by asking the server's choice, with the clusters it gives down one after another.
 *
 * law, spot  who asks for what: to tell what the law says. decision  NULL: everybody is refused
 */
struct polways polway_find(const struct polpeople *people, const struct law_case *law,
                           const struct spot *spot, const struct image_policy_decision *decision,
                           uint32_t cluster, struct arena *arena);

/** "first choice", "when nl-one is down", "5%: first choice; else never: .." */
const char *polway_text(const struct polpeople *people, const struct polways *ways,
                        struct arena *arena);

/** The ways as a list. Owns: the caller gives it to a parent or drops it. */
json_t *polway_json(const struct polpeople *people, const struct polways *ways);

/** "5%", "7.5%": a share of a part. */
const char *polway_share(uint32_t share, struct arena *arena);

#endif
