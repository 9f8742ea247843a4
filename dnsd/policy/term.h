/* SPDX-License-Identifier: Apache-2.0 */
/* Terms: the words for people and places, told apart by their shape. */
#ifndef DNSD_POLICY_TERM_H
#define DNSD_POLICY_TERM_H

#include "policy/read.h"

#include <stdbool.h>

bool term_read(struct read *r, const struct yaml *value, struct policy_term *out);

/** Read a list of terms; an empty one is a fault. what: "who". */
void term_list(struct read *r, const struct yaml *value, const char *what,
               struct policy_terms *out);

/** Read a set of people: a list of terms, or { any-of: .., all-of: .., none-of: .. }. */
void term_who(struct read *r, const struct yaml *value, const char *what, struct policy_who *out);

/** Read a condition on clusters: terms of places only. Groups are looked into by readcheck. */
void term_places(struct read *r, const struct yaml *value, const char *what,
                 struct policy_condition *out);

/** Read the code of a country. out: 3 octets. */
bool term_country(struct read *r, const struct yaml *value, char *out);

/** Read the code of a country or subdivision. out: 8 octets. */
bool term_location(struct read *r, const struct yaml *value, char *out);

/** Read a network: host bits are a fault, and v4-in-v6 blocks, unless `client`. */
bool term_prefix(struct read *r, const struct yaml *value, bool client, struct prefix *out);

/** Whether a word has the shape of a network. */
bool term_is_prefix(const char *text);

/** Whether a group may not be called so, because the word means something else. */
bool term_is_taken(const char *text);

#endif
