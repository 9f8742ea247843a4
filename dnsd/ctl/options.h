/* SPDX-License-Identifier: Apache-2.0 */
/* The options that verbs of dnsctl share, taken out of their words. */
#ifndef DNSD_CTL_OPTIONS_H
#define DNSD_CTL_OPTIONS_H

#include "base/errs.h"
#include "image/build.h"

#include <stdbool.h>
#include <stdint.h>

enum { OPTIONS_WORDS_MAX = 8 };

struct options {
    const char *conf;                     /* -conf FILE, NULL when not given */
    const char *output;                   /* -o FILE */
    uint32_t dns_port;                    /* -dns.port N, 53 when not given */
    bool strict;                          /* -strict */
    const char *words[OPTIONS_WORDS_MAX]; /* what is left, in order */
    int nwords;
};

/** Take the options out; says on standard error what is wrong and returns false. */
bool options_read(int argc, char **argv, struct options *out);

/** Load a Corefile as dnsd would; prints all faults to standard error. NULL on errors. */
struct build *options_load(const struct options *options, const char *conf, struct errs *errs);

/** The exit status that the faults call for. */
int options_status(const struct options *options, const struct errs *errs);

#endif
