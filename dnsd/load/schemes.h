/* SPDX-License-Identifier: Apache-2.0 */
/* The schemes of server blocks' keys ("tls://example.org"): which of them are served. */
#ifndef DNSD_LOAD_SCHEMES_H
#define DNSD_LOAD_SCHEMES_H

#include "base/errs.h"
#include "conf/corefile.h"

#include <stdbool.h>

/**
 * Refuse every key with a scheme that is not served, with the reason and what to write.
 *
 * Returns false after adding errors.
 */
bool schemes_check(const struct corefile *corefile, struct errs *errs);

#endif
