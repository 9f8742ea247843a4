/* SPDX-License-Identifier: Apache-2.0 */
/* A policy with its databases, as the verbs under `dnsctl policy` need it. */
#ifndef DNSD_CTL_POLLOAD_H
#define DNSD_CTL_POLLOAD_H

#include "base/errs.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>

struct polload {
    struct policy *policy; /* NULL after errors */
    struct atlas_data data;
    struct errs *errs;
};

/** Read a policy and open its databases. Owns: polload_done() frees it, also after failure. */
bool polload_open(const char *path, struct polload *out);

/** The same with a file of claims; NULL = none. */
bool polload_open_claims(const char *path, const char *claims, struct polload *out);

/** Free what was loaded; print the errs before. */
void polload_done(struct polload *loaded);

#endif
