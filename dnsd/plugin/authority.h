/* SPDX-License-Identifier: Apache-2.0 */
/* What a zone's apex says of who serves it, beside a policy. Findings F6 (its name servers), N1. */
#ifndef DNSD_PLUGIN_AUTHORITY_H
#define DNSD_PLUGIN_AUTHORITY_H

#include "base/errs.h"
#include "image/open.h"
#include "image/segment.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdint.h>

/* A zone that holds names of a policy. */
struct authority {
    struct plugin_load *load;
    const struct plugin_block *block;
    const struct image *view;
    const struct image_zone *zone;
    const struct policy *policy;
    int64_t now_s;
    struct errs *errs;
};

/**
 * Warn of name servers of the zone that the policy's `nameservers` does not list, so that nobody
 * holds them against the law; nothing when the policy has no such section.
 */
void authority_servers(const struct authority *authority);

/** Warn of `nodata` as refusal of a name, where the zone is signed. */
void authority_refusal(const struct authority *authority, const struct policy_name *name);

#endif
