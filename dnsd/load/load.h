/* SPDX-License-Identifier: Apache-2.0 */
/* One load: a Corefile and what it names in, one finished build out, or all errors. */
#ifndef DNSD_LOAD_LOAD_H
#define DNSD_LOAD_LOAD_H

#include "base/errs.h"
#include "image/build.h"
#include "image/open.h"

#include <stdbool.h>
#include <stdint.h>

struct load_options {
    const char *conf;        /* path of the Corefile, for reading and messages */
    int conf_fd;             /* its text when it is not to be read from the path; -1 = none */
    uint16_t dns_port;       /* default port of scheme dns */
    const struct image *old; /* the running image; NULL = none */
    bool force;              /* take zone files even when their serial is unchanged */
    bool explain;            /* with the words that explain every policy, whoever may ask */
    struct trial *trial;     /* plugin/trial.h: judge this policy, and build nothing; NULL = none */
};

/**
 * Load everything that a Corefile names.
 *
 * errs  gets every fault, warning and notice
 * Returns the finished build (the caller frees it), or NULL when there was an error or a trial.
 */
struct build *load_corefile(const struct load_options *options, struct errs *errs);

#endif
