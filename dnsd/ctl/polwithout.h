/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Risk questions: who loses what when the clusters of an operator, a country or an AS are gone, or
 * turned: controlled by somebody from nowhere that any law allows.
 */
#ifndef DNSD_CTL_POLWITHOUT_H
#define DNSD_CTL_POLWITHOUT_H

#include "ctl/polverb.h"

/**
 * dnsctl policy check FILE --without WHAT ..: everything named is gone at once.
 *
 * Turned clusters break every rule with `controlled-from` or `not-controlled-from`; who is under no
 * such rule is still given them. Nothing that is turned takes away more than if it were gone.
 * Returns CTL_ERRORS if somebody is left without any cluster.
 */
int polwithout_run(const struct polverb *verb);

#endif
