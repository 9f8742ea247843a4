/* SPDX-License-Identifier: Apache-2.0 */
/* How dnsctl lists its verbs, and what it says of a word that is none of them. */
#ifndef DNSD_CTL_MENU_H
#define DNSD_CTL_MENU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** One verb of a list: the usage behind the program's words ("dnsctl policy"), and what it does. */
void menu_line(FILE *to, const char *program, const char *usage, const char *what);

/** Say on standard error that there is no such verb, with the likely one of the n that there are.
 */
void menu_unknown(const char *program, const char *word, const char *const *names, size_t n);

/** Whether a word asks for help: -h, -help, --help. */
bool menu_asks_help(const char *word);

#endif
