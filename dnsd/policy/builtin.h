/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of countries that every policy knows: one edition, with the date it was checked. */
#ifndef DNSD_POLICY_BUILTIN_H
#define DNSD_POLICY_BUILTIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUILTIN_NONE UINT32_MAX

/** The edition that this program has: what `builtin:` must say. */
const char *builtin_edition(void);

/** The index of a group by its name ("eea"); BUILTIN_NONE when there is none. */
uint32_t builtin_find(const char *name);

/** The name of the group with this index; NULL past the last. */
const char *builtin_name(uint32_t group);

/** Whether the group lists a country ("NO"). */
bool builtin_holds(uint32_t group, const char *country);

/** The code ("EU") of a continent written as policies do ("continent-europe"); NULL for none. */
const char *builtin_continent(const char *word);

/** How policies write the continent with this code; NULL for none. */
const char *builtin_continent_word(const char *code);

/** The i-th word for a continent; NULL past the last. */
const char *builtin_continent_at(size_t i);

#endif
