/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of countries that have country codes of their own, so that the country's code does not mean
 * them: whoever writes US has not written PR.
 */
#ifndef DNSD_POLICY_TERRITORY_H
#define DNSD_POLICY_TERRITORY_H

/** Codes of the parts of a country with one blank between them ("AW BQ CW SX"); NULL = none. */
const char *territory_parts(const char *country);

#endif
