/* SPDX-License-Identifier: Apache-2.0 */
/* Countries, as this program knows them: their codes, continents, and who is in the Union. */
#ifndef DNSD_GEO_COUNTRY_H
#define DNSD_GEO_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>

/** Whether a text is the code of a country: ISO 3166-1 alpha-2, two capitals, or XK (Kosovo). */
bool country_is(const char *code);

/**
 * The continent of a country ("AF", "AN", "AS", "EU", "NA", "OC", "SA"); NULL when the code is
 * none. Source: GeoNames, countryInfo.
 */
const char *country_continent(const char *code);

/**
 * Whether the country is part of the European Union: its 27 members, and the parts of them that
 * have codes of their own and are inside (AX GP GF MQ MF RE YT). Edition 2026-01.
 */
bool country_in_eu(const char *code);

/** Whether a text is the code of a continent. */
bool country_is_continent(const char *code);

/** The i-th country's code, by continent and then in alphabetical order; NULL past the last. */
const char *country_at(size_t i, char out[3]);

#endif
