/* SPDX-License-Identifier: Apache-2.0 */
/* The ASes and subdivisions that a policy names: what people are told apart by. */
#ifndef DNSD_POLICY_NAMED_H
#define DNSD_POLICY_NAMED_H

#include "base/arena.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NAMED_COUNTRIES = 26 * 26 };

/** The number of a country; of "", the unknown one, NAMED_COUNTRIES. */
static inline size_t named_number(const char *country)
{
    return country[0] == '\0' ? NAMED_COUNTRIES
                              : (size_t)((country[0] - 'A') * 26 + (country[1] - 'A'));
}

struct named {
    const struct policy_term *terms; /* TERM_ASN and TERM_SUBDIVISION, each once, as they stand */
    size_t count;
    const uint32_t *asns; /* ascending */
    size_t nasns;
    bool countries[NAMED_COUNTRIES]; /* a subdivision of it is named */
};

/** List what groups, rules, routes and expectations name. Owns: it lives in the arena. */
void named_list(const struct policy *policy, struct arena *arena, struct named *out);

/** Whether an AS is named. */
bool named_has_asn(const struct named *named, uint32_t asn);

/** Whether a subdivision of a country is named; not of "", the unknown one. */
bool named_splits(const struct named *named, const char *country);

/** Whether two policies tell the records of a database apart in the same way. */
bool named_equal(const struct named *a, const struct named *b);

#endif
