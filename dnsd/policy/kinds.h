/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of names: those with the same route, rules and last resorts are decided alike. */
#ifndef DNSD_POLICY_KINDS_H
#define DNSD_POLICY_KINDS_H

#include "base/arena.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* When last resorts are the same. */
enum kinds_lasts { KINDS_BY_LASTS, KINDS_BY_LIST }; /* equal, or the very same list in the file */

struct kinds {
    uint32_t *of;    /* by name */
    uint32_t *first; /* by kind: its first name; kinds are numbered by it */
    size_t count;
    /* The rules that name names: those that cover all are not listed. */
    uint32_t *rules;    /* by name, ascending */
    size_t *rules_from; /* by name; one more ends the last */
};

/** Number the kinds. Owns: they live in the arena. */
void kinds_make(const struct policy *policy, enum kinds_lasts lasts, struct arena *arena,
                struct kinds *out);

/** Whether a name is the first of its kind: the others are answered alike. */
static inline bool kinds_leads(const struct kinds *kinds, uint32_t name)
{
    return kinds->first[kinds->of[name]] == name;
}

#endif
