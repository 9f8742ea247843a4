/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from the language whatever a policy says, one property each. */
#ifndef DNSD_TESTS_PROPERTY_FOLLOWS_H
#define DNSD_TESTS_PROPERTY_FOLLOWS_H

#include "trial.h"

#include <stdbool.h>

/** Adding a residency rule never adds an eligible cluster. */
bool follows_adding(struct trial *trial);

/** Reordering residency, clusters, groups and operators changes nothing. */
bool follows_order(struct trial *trial);

/** Another text of the same policy gives the same. */
bool follows_text(struct trial *trial, const char *text);

/** Under `unknown: protected` unknown is never better off than known in the same networks. */
bool follows_unknown(struct trial *trial);

/** No two scopes overlap; each covers one decision, and the next wider prefix more. */
bool follows_scopes(struct trial *trial);

#endif
