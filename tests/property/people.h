/* SPDX-License-Identifier: Apache-2.0 */
/* Random people and places, as policies write them. Texts live in the scene's arena. */
#ifndef DNSD_TESTS_PROPERTY_PEOPLE_H
#define DNSD_TESTS_PROPERTY_PEOPLE_H

#include "scene.h"

#include <stdbool.h>

/** The code of one of a few countries. */
const char *people_country(struct scene *scene);

/** A country, or a part of one. */
const char *people_location(struct scene *scene);

/** The number of one of a few ASes. */
uint32_t people_asn(struct scene *scene);

/** A set of people: "[NL, eea]" or "{ any-of: [..], none-of: [..] }". */
const char *people_who(struct scene *scene);

/** A term that does not mean everybody who is unknown. */
const char *people_few(struct scene *scene);

/** Terms of places without brackets: "NL, continent-europe". */
const char *people_places(struct scene *scene);

/** Groups, some of which hold earlier ones. */
void people_groups(struct scene *scene);

/** A moment as policies write it. */
const char *people_moment(struct scene *scene, int64_t time_s);

/** ", from: 2040-01-01, until: .." in some of a hundred draws, else "". */
const char *people_window(struct scene *scene, unsigned percent);

#endif
