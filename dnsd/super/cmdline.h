/* SPDX-License-Identifier: Apache-2.0 */
/* The supervisor's command line: CoreDNS's flags, in every form that Go's flag package takes. */
#ifndef DNSD_SUPER_CMDLINE_H
#define DNSD_SUPER_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cmdline {
    const char *conf;    /* a file, "stdin", or NULL: not given */
    const char *pidfile; /* NULL: none */
    uint16_t port;       /* of server blocks that name none */
    bool plugins;        /* list the plugins and end */
    bool version;
    bool quiet; /* no start-up lines */
    bool help;
};

enum { CMDLINE_WHY_SIZE = 240 };

/**
 * Read the arguments.
 *
 * out  written only on success; its texts are argv's
 * why  CMDLINE_WHY_SIZE octets: "what was found; what to write", on failure
 */
bool cmdline_parse(int argc, char *const *argv, struct cmdline *out, char *why);

/** Print what every flag does. */
void cmdline_help(FILE *to);

#endif
