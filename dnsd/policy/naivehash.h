/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Naive evaluation: which part of the clients a network is in, and which cluster of several it
 * gets. Written a second time from the text at the head of step/rendezvous.h, which is the
 * reference; see policy/naive.h for why.
 */
#ifndef DNSD_POLICY_NAIVEHASH_H
#define DNSD_POLICY_NAIVEHASH_H

#include "base/addr.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

/** Whether a share (hundredths of a percent) of a route takes a client network (/24 or /48). */
bool naivehash_takes(const struct prefix *network, const struct name *name, const char *route,
                     uint32_t share);

/** The cluster of a set that is not empty that a client network gets. */
uint32_t naivehash_pick(const struct policy *policy, uint64_t clusters,
                        const struct prefix *network, const struct name *name);

#endif
