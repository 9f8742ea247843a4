/* SPDX-License-Identifier: Apache-2.0 */
/* Colours of what dnsctl prints: on a terminal, and nowhere else. */
#ifndef DNSD_CTL_PAINT_H
#define DNSD_CTL_PAINT_H

#include <stdio.h>

enum paint_colour { PAINT_PLAIN, PAINT_GOOD, PAINT_BAD, PAINT_DOUBTFUL };

/**
 * What switches a stream to a colour; "" where it is no terminal, the terminal is dumb, or NO_COLOR
 * is set and not empty. Source: https://no-color.org/; ECMA-48 §8.3.117 (SGR).
 */
const char *paint(FILE *to, enum paint_colour colour);

#endif
