/* SPDX-License-Identifier: Apache-2.0 */
/* Clusters on a command line: `--down a,b`, those that a verb takes for unhealthy. */
#ifndef DNSD_CTL_POLDOWN_H
#define DNSD_CTL_POLDOWN_H

#include "ctl/polverb.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Read all options --down of a command line as a mask of the policy's clusters; 0 without any.
 *
 * Says on standard error which word is no cluster, and returns false.
 */
bool poldown_read(const struct polverb *verb, const struct policy *policy, uint64_t *out);

/**
 * Find the cluster that a word of a command line names.
 *
 * what  where the word stands: "--down"
 * word  len octets. Says on standard error when there is none, with the nearest and all there are.
 */
bool poldown_cluster(const struct policy *policy, const char *what, const char *word, size_t len,
                     uint32_t *out);

#endif
