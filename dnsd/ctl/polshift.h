/* SPDX-License-Identifier: Apache-2.0 */
/* For whom the law of a policy allows other clusters than before. */
#ifndef DNSD_CTL_POLSHIFT_H
#define DNSD_CTL_POLSHIFT_H

#include "base/arena.h"
#include "ctl/polmoves.h"

#include <stdbool.h>
#include <stddef.h>

/* The same shift for some people and names. */
struct polshift {
    const char *const *more; /* clusters that are allowed now: names, in alphabetical order */
    size_t nmore;
    const char *const *less; /* that are excluded now */
    size_t nless;
    bool *cells; /* by cell of the census */
    const struct polmoves_name **names;
    size_t nnames;
};

/**
 * Find the shifts between the policies of a comparison, by the names of clusters.
 *
 * out  set to the list, in the arena. Returns how many there are.
 */
size_t polshift_find(const struct polmoves_ask *ask, struct arena *arena, struct polshift **out);

/** "+us-one -eu-one". */
const char *polshift_text(const struct polshift *shift, struct arena *arena);

#endif
