/* SPDX-License-Identifier: Apache-2.0 */
/* The line of an explanation that says who the client is taken for, and where that comes from. */
#ifndef DNSD_STEP_ORIGIN_H
#define DNSD_STEP_ORIGIN_H

#include "step/telling.h"

/** Tell the client's places. */
void origin_tell(struct telling *t);

#endif
