/* SPDX-License-Identifier: Apache-2.0 */
/* Where the other programs of this installation are. */
#ifndef DNSD_SUPER_PROGRAM_H
#define DNSD_SUPER_PROGRAM_H

#include <limits.h>
#include <stdbool.h>

enum { PROGRAM_PATH_SIZE = PATH_MAX };

/**
 * The path of a sibling program: what the environment variable `override` names (tests), else
 * beside the running program (a build folder), else in the libexec folder of the installation.
 *
 * out  PROGRAM_PATH_SIZE octets; on failure the last place that was tried
 */
bool program_find(const char *name, const char *override, char *out);

/** The text after "linux/amd64" and the version: what this was built with. */
const char *program_built_with(void);

#endif
