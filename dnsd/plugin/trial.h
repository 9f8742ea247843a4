/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy on trial: judged beside the zones of a Corefile, as if a `residency` word of it named
 * its file. For `dnsctl policy check --conf`.
 *
 * It takes the place of the words that name the same file, or of the only word there is.
 */
#ifndef DNSD_PLUGIN_TRIAL_H
#define DNSD_PLUGIN_TRIAL_H

#include "base/errs.h"
#include "plugin/plugin.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trial {
    const char *path; /* of the policy */
    const struct policy *policy;
    int64_t now_s;     /* when an `allow` must be open */
    struct errs *errs; /* what is found */
    size_t nwords;     /* set by the load: `residency` words of the Corefile */
    size_t nnamed;     /* of them, those that name the file */
};

/** Count a word of the Corefile; path: what it names. */
void trial_note(struct trial *trial, const char *path);

/** Whether the policy is judged in a block whose word names a path; once all words are counted. */
bool trial_is_for(const struct trial *trial, const char *path);

/** Judge it there, unless the load has failed already. Returns false after an error. */
bool trial_judge(const struct trial *trial, struct plugin_load *load,
                 const struct plugin_block *block);

#endif
