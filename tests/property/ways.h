/* SPDX-License-Identifier: Apache-2.0 */
/* Random law and taste: the rules, routes and names of a scene. */
#ifndef DNSD_TESTS_PROPERTY_WAYS_H
#define DNSD_TESTS_PROPERTY_WAYS_H

#include "scene.h"

/** Draw rules; clusters and names are there. Most leave `home` and `sorry` to everybody. */
void ways_rules(struct scene *scene);

/** Draw routes, and what names say. */
void ways_routes(struct scene *scene);

/** A list for when-none-healthy: "[sorry, servfail]". */
const char *ways_lasts(struct scene *scene);

#endif
