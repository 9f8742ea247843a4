/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: has the files loaded, binds, hands over, starts anew what dies, reloads.
 *
 *     load ──faults, crash──→ say so; the generation that is served stays (at the start: exit 1)
 *      │ sealed image
 *      ├──same digest──→ unchanged
 *      │ expand, bind what is new
 *      ├──refused──→ say so; stays
 *      │ offer to the server
 *      ├──refused, died──→ say so; stays
 *      ↓ adopted: close what is gone, watch the new files
 */
#ifndef DNSD_SUPER_SUPERVISOR_H
#define DNSD_SUPER_SUPERVISOR_H

#include "super/cmdline.h"

/**
 * Run until a signal ends it.
 *
 * stdin_fd  memfd with the Corefile that came through standard input, or -1
 * Returns the program's exit status.
 */
int supervisor_run(const struct cmdline *cmdline, int stdin_fd);

#endif
