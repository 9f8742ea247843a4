/* SPDX-License-Identifier: Apache-2.0 */
/* The file that says which process the supervisor is. */
#ifndef DNSD_SUPER_PIDFILE_H
#define DNSD_SUPER_PIDFILE_H

#include <stdbool.h>

/** Write our process id and a newline. False and errno when that fails. */
bool pidfile_write(const char *path);

#endif
