/* SPDX-License-Identifier: Apache-2.0 */
/* The serving program: does what the supervisor says over the channel. */
#ifndef DNSD_SERVE_SERVER_H
#define DNSD_SERVE_SERVER_H

enum { SERVER_CHANNEL_FD = 3 }; /* where the supervisor puts the channel's end */

/**
 * Serve until the supervisor says stop or is gone.
 *
 * Returns the program's exit status: 0 after STOP or the channel's end, 1 when it cannot go on.
 */
int server_run(int channel);

#endif
