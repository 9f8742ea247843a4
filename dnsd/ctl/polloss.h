/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who loses the protection of a policy's law from one database to the next.
 *
 * A network goes from protected to unprotected if, for some name, a residency rule that applied to
 * it (with yes, or with maybe for being unknown) applies no more, and either no rule applies to it
 * at all then, or the law allows it a cluster that it excluded before. So a rule for everybody does
 * not hide the loss of another, and to come under another rule that is as strict is no loss.
 */
#ifndef DNSD_CTL_POLLOSS_H
#define DNSD_CTL_POLLOSS_H

#include "base/arena.h"
#include "ctl/polmoves.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct polloss {
    const bool *cells;     /* by cell of the census: who loses it */
    size_t known_places;   /* of the first database: with a country */
    uint64_t unknown_nets; /* networks whose country was not */
    const char *who;       /* the first known ones: "SE -> US, NL -> GB"; "" for none */
};

/** Find the losses; both sides of the comparison have the same policy. */
void polloss_find(const struct polmoves_ask *ask, struct arena *arena, struct polloss *out);

/** The losses, cell by cell. Owns: the caller gives it to a parent or drops it. */
json_t *polloss_json(const struct polmoves_ask *ask, const struct polloss *loss,
                     struct arena *arena);

#endif
