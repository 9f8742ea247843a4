/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that has to be there: for programs that end when it is not (the loader, dnsctl). */
#ifndef DNSD_BASE_MUST_H
#define DNSD_BASE_MUST_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/** What malloc(), calloc() or realloc() returned; the program ends when that is NULL. */
static inline void *must(void *memory)
{
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

#endif
